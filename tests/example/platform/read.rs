//! Reads a page of items, or one item.

use super::status;
use crate::error::Result;
use crate::platforms::fields::{Columns, Fields};
use crate::platforms::json::{self, items};
use crate::platforms::{Details, PageContext, PageRows, Paging, Reader, Row, RowStatus};
use crate::task::{Status, Timestamp};

/// The reader.
pub(super) struct ItemReader;

const EXPECTED: &str = "`{\"items\": [items]}`, or one item with an `id`";

impl Reader for ItemReader {
    fn page<'a>(&self, bytes: &'a [u8]) -> Result<PageRows<'a>> {
        let page: Fields<'a> = json::page(bytes, EXPECTED)?;
        let rows = match page.given("items") {
            Some(list) => {
                items(list).ok_or_else(|| json::invalid("`items` is not a list", EXPECTED))?
            }
            None if page.given("id").is_some() => {
                let whole: &'a serde_json::value::RawValue = json::page(bytes, EXPECTED)?;
                vec![whole.get()]
            }
            None => return Err(json::invalid("the page has no `items`", EXPECTED)),
        };
        Ok(PageRows {
            rows,
            context: PageContext::default(),
            paging: Paging {
                total: page.count("total"),
                ..Paging::default()
            },
        })
    }

    fn row<'a>(&self, raw: &'a str, _: &PageContext) -> std::result::Result<Row<'a>, String> {
        let fields = Fields::read(raw).ok_or("the row is not an object")?;
        let platform_id = fields.try_id("id")?.ok_or("the row has no `id`")?;
        let mut columns = Columns::new(&fields);
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
