//! How much a table keeps.

use super::{Page, TaskTable, grow};

impl TaskTable {
    /// The bytes that the table takes up: columns with the room that they have for more, arenas,
    /// columns that filters had built, orders that were asked for again, and pages.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let columns = [
            self.source.bytes(),
            self.platform_id.bytes(),
            self.parent.bytes(),
            self.name.bytes(),
            grow::bytes(&self.status),
            self.platform_status.bytes(),
            self.created_at.bytes(),
            self.updated_at.bytes(),
            grow::bytes(&self.extent),
            self.known
                .as_ref()
                .map_or(0, |known| known.allocation_size()),
            self.lazy.borrow().bytes(),
            self.kept.borrow().bytes(),
            grow::bytes(&self.page_rows),
            grow::bytes(&self.sources),
            grow::bytes(&self.pages),
        ];
        let names = self.sources.iter().map(|s| s.connection_id.capacity());
        let pages = self.pages.iter().map(Page::bytes);
        size_of::<Self>() + columns.into_iter().chain(names).chain(pages).sum::<usize>()
    }
}

impl Page {
    fn bytes(&self) -> usize {
        let project = self.context.project.as_ref().map_or(0, |project| {
            let name = project.name.as_ref().map_or(0, String::capacity);
            project.id.capacity() + name
        });
        self.bytes.capacity() + project
    }
}
