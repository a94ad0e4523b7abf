//! Reads a page of items, or one item.

use super::status;
use crate::error::Result;
use crate::platforms::fields::{Columns, Fields};
use crate::platforms::json;
use crate::platforms::{Details, PageContext, PageForm, PageRows, Paging, Reader, Row, RowStatus};
use crate::scan::{Layout, Page};
use crate::task::{Status, Timestamp};

/// The reader.
pub(super) struct ItemReader;

const EXPECTED: &str = "`{\"items\": [items]}`, or one item with an `id`";

static FORM: PageForm = PageForm {
    expected: EXPECTED,
    layout: Layout {
        frames: &[&[]],
        lists: &[&["items"]],
        members: &["id", "title", "state", "created", "changed"],
    },
    plain: None,
};

impl Reader for ItemReader {
    fn form(&self) -> &'static PageForm {
        &FORM
    }

    fn rows<'a>(&self, page: &mut Page<'a>) -> Result<PageRows<'a>> {
        let fields = json::frame(page, EXPECTED)?;
        let rows = match fields.given("items") {
            Some(_) => page
                .take_list(0)
                .ok_or_else(|| json::invalid("`items` is not a list", EXPECTED))?,
            None if fields.given("id").is_some() => page.one(page.text().trim_ascii()),
            None => return Err(json::invalid("the page has no `items`", EXPECTED)),
        };
        Ok(PageRows {
            paging: Paging {
                total: fields.count("total"),
                ..Paging::default()
            },
            ..PageRows::new(rows)
        })
    }

    fn task<'a>(
        &self,
        fields: &Fields<'a>,
        _: &PageContext,
    ) -> std::result::Result<Row<'a>, String> {
        let platform_id = fields.try_id("id")?.ok_or("the row has no `id`")?;
        let mut columns = Columns::new(fields);
        let name = columns.text("title", "name").unwrap_or_default();
        let state = columns.text("state", "status");
        let created_at = columns.time("created", "created_at", Timestamp::parse);
        let updated_at = columns.time("changed", "updated_at", Timestamp::parse);
        Ok(Row {
            platform_id,
            parent: None,
            name,
            status: state.map_or(RowStatus::Missing, RowStatus::Word),
            created_at,
            updated_at,
            absent: columns.absent,
            complaints: columns.complaints,
        })
    }

    fn details(&self, raw: &str, _: &PageContext) -> Details {
        Details {
            description: Fields::read(raw).and_then(|fields| fields.string("notes")),
            ..Details::default()
        }
    }

    fn status(&self, word: &str) -> Option<Status> {
        status::of_word(word)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::platforms::fixtures;

    const ROOM: &str = "example";

    #[test]
    fn golden_files() {
        fixtures::check_golden(&ItemReader, ROOM, 4);
    }

    proptest! {
        #[test]
        fn no_damaged_page_panics(bytes in fixtures::mutated(ROOM)) {
            fixtures::exercise(&ItemReader, &bytes);
        }
    }
}
