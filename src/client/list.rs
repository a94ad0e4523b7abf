//! A page of the merged list.

use std::rc::Rc;

use super::request::ListRequest;
use super::{Client, Connection, World};
use crate::error::Result;
use crate::http::Gateway;
use crate::plan::SourcePlan;
use crate::platforms::Needs;
use crate::task::Timestamp;
use crate::weave::{Cursor, Fingerprint, Page, Reading, Source, Start, Weave};

impl Client {
    /// One page of the tasks of the request's connections, in one order.
    ///
    /// # Errors
    /// What is wrong with the request, before any call; what a platform answers, unless the request
    /// asks for partial answers.
    pub async fn list(&self, world: World<'_>, request: &ListRequest) -> Result<Page> {
        let checked = request.check()?;
        let connections = self.chosen(request.connections.as_deref())?;
        let fingerprint = Fingerprint::new(
            &checked
                .filter
                .as_ref()
                .map(|filter| filter.normal().to_string())
                .unwrap_or_default(),
            &checked.sort.to_string(),
            &connections
                .iter()
                .map(|c| c.id.as_str())
                .collect::<Vec<_>>(),
        );
        let cursor = match &request.cursor {
            Some(text) => Some(Cursor::decode(text, &fingerprint, &checked.sort)?),
            None => None,
        };
        let sources = connections
            .into_iter()
            .map(|connection| {
                let plan = SourcePlan::new(
                    connection.account.as_ref(),
                    connection.platform.room().traits,
                    checked.filter.as_ref(),
                    &checked.sort,
                );
                source(connection, plan, cursor.as_ref())
            })
            .collect();
        let gateway = Gateway::new(world.transport, self.options.budget());
        let reading = Reading {
            gateway: &gateway,
            cache: &self.cache,
            filter: checked.filter.as_ref(),
            sort: &checked.sort,
            needs: Needs::new(checked.expand, checked.filter.as_ref()),
            limit: checked.limit,
            now: world.now,
            time_to_live_ms: match request.force_fetch {
                Some(true) => -1,
                _ => self.options.time_to_live_ms(),
            },
        };
        let from = cursor.as_ref().and_then(|cursor| cursor.position.clone());
        let woven = Weave::new(sources, checked.on_error)
            .page(from, &reading)
            .await?;
        let walk_started_at = cursor
            .as_ref()
            .map_or(world.now.millis(), |cursor| cursor.walk_started_at);
        let is_last = woven.next.is_none();
        let next_cursor = woven.next.map(|next| {
            let mut synced_at = woven.synced_at;
            for (connection, millis) in cursor.iter().flat_map(|cursor| &cursor.synced_at) {
                synced_at.entry(connection.clone()).or_insert(*millis);
            }
            Cursor {
                fingerprint,
                position: next.position,
                lagging: next.lagging,
                done: next.done,
                synced_at,
                walk_started_at,
            }
            .encode()
        });
        let mut warnings = checked.warnings;
        warnings.extend(woven.warnings);
        Ok(Page {
            tasks: woven.tasks,
            next_cursor,
            sources: woven.reports,
            warnings,
            walk_started_at: is_last
                .then(|| Timestamp::from_millis(walk_started_at))
                .flatten(),
        })
    }
}

fn source(connection: &Connection, plan: SourcePlan, cursor: Option<&Cursor>) -> Source {
    let start = cursor.map_or(Start::Beginning, |cursor| cursor.start_of(&connection.id));
    let synced_at = cursor
        .and_then(|cursor| cursor.synced_at.get(&connection.id))
        .and_then(|millis| Timestamp::from_millis(*millis));
    Source::new(
        &connection.id,
        connection.platform,
        Rc::clone(&connection.account),
        Rc::clone(&connection.status_map),
        plan,
        start,
        synced_at,
    )
}
