//! A page of the merged list.

use super::request::ListRequest;
use super::walk::Walk;
use super::{Client, Connection, World};
use crate::error::Result;
use crate::http::Gateway;
use crate::task::Timestamp;
use crate::weave::{Cursor, Order, Page, Unordered, Weave};

impl Client {
    /// One page of the tasks of the request's connections, in one order.
    ///
    /// # Errors
    /// What is wrong with the request, before any call; what a platform answers, unless the request
    /// asks for partial answers.
    pub async fn list(&self, world: World<'_>, request: &ListRequest) -> Result<Page> {
        let connections = self.chosen(request.connections.as_deref())?;
        let walk = Walk::new(request, &connections, &self.seal, world.now)?;
        match walk.checked.order {
            Order::Sorted => self.sorted(world, walk, &connections).await,
            Order::Source => self.unordered(world, walk, &connections).await,
        }
    }

    async fn sorted(
        &self,
        world: World<'_>,
        walk: Walk,
        connections: &[&Connection],
    ) -> Result<Page> {
        let sources = connections
            .iter()
            .map(|one| walk.source(one))
            .collect::<Result<_>>()?;
        let gateway = Gateway::new(world.transport, self.options.budget());
        let cursor = walk.cursor.as_ref();
        let from = cursor.and_then(|cursor| cursor.position.clone());
        let woven = Weave::new(sources, walk.checked.on_error)
            .page(from, &walk.reading(self, &gateway, world))
            .await?;
        let mut synced_at = woven.synced_at;
        for (connection, millis) in cursor.iter().flat_map(|cursor| &cursor.synced_at) {
            synced_at.entry(connection.clone()).or_insert(*millis);
        }
        // What was kept from before the walk shows nothing that changed since it was read.
        let oldest = synced_at
            .values()
            .copied()
            .min()
            .and_then(Timestamp::from_millis);
        let next_cursor = woven.next.map(|next| {
            let cursor = Cursor {
                position: next.position,
                lagging: next.lagging,
                done: next.done,
                synced_at,
                walk_started_at: walk.started_at.millis(),
            };
            walk.encode(&cursor, &self.seal, world.now)
        });
        let is_last = next_cursor.is_none();
        let mut warnings = walk.checked.warnings;
        warnings.extend(woven.warnings);
        Ok(Page {
            tasks: woven.tasks,
            order: Order::Sorted,
            next_cursor,
            sources: woven.reports,
            warnings,
            walk_started_at: is_last
                .then(|| oldest.map_or(walk.started_at, |at| at.min(walk.started_at))),
        })
    }

    async fn unordered(
        &self,
        world: World<'_>,
        walk: Walk,
        connections: &[&Connection],
    ) -> Result<Page> {
        let strands = connections
            .iter()
            .map(|one| walk.strand(one))
            .collect::<Result<_>>()?;
        let gateway = Gateway::new(world.transport, self.options.budget());
        let unwoven = Unordered::new(strands, walk.checked.on_error)
            .page(
                walk.started_at.millis(),
                &walk.reading(self, &gateway, world),
            )
            .await?;
        let next = unwoven.next.as_ref();
        let next_cursor = next.map(|next| walk.encode_stands(next, &self.seal, world.now));
        let is_last = next_cursor.is_none();
        let mut warnings = walk.checked.warnings;
        warnings.extend(unwoven.warnings);
        Ok(Page {
            tasks: unwoven.tasks,
            order: Order::Source,
            next_cursor,
            sources: unwoven.reports,
            warnings,
            walk_started_at: is_last.then_some(walk.started_at),
        })
    }
}
