//! A list request made ready: checked, planned, and placed where its cursor stands.

use std::rc::Rc;

use super::request::{CheckedList, ListRequest};
use super::{Client, Connection, World};
use crate::error::Result;
use crate::filter::{Clock, Expr};
use crate::http::Gateway;
use crate::plan::{Place, SourcePlan};
use crate::task::Timestamp;
use crate::weave::{Belonging, Cursor, Fingerprint, Reading, Seal, Source, Start};

/// A list request made ready, before any call.
pub(super) struct Walk {
    /// What was asked for.
    pub(super) checked: CheckedList,
    /// The filter, its relative times told from when the walk began.
    pub(super) filter: Option<Expr>,
    /// What its cursors are bound to.
    fingerprint: Fingerprint,
    connections: Vec<String>,
    /// Where it stands; `None` at its beginning.
    pub(super) cursor: Option<Cursor>,
    /// When it began.
    pub(super) started_at: Timestamp,
}

impl Walk {
    /// Checks a request and its cursor.
    pub(super) fn new(
        request: &ListRequest,
        connections: &[&Connection],
        seal: &Seal,
        now: Timestamp,
    ) -> Result<Self> {
        let checked = request.check()?;
        let ids: Vec<&str> = connections.iter().map(|c| c.id.as_str()).collect();
        let fingerprint = Fingerprint::new(&checked.bound_to(), &checked.sort.to_string(), &ids);
        let of = Belonging {
            fingerprint: &fingerprint,
            sort: &checked.sort,
            connections: &ids,
        };
        let cursor = match &request.cursor {
            Some(text) => Some(Cursor::decode(seal, text, of, now)?),
            None => None,
        };
        let started_at = cursor
            .as_ref()
            .and_then(|cursor| Timestamp::from_millis(cursor.walk_started_at))
            .unwrap_or(now);
        let clock = Clock {
            now: started_at,
            utc_offset_minutes: checked.utc_offset_minutes,
        };
        Ok(Self {
            filter: checked.filter.as_ref().map(|filter| filter.resolved(clock)),
            checked,
            fingerprint,
            connections: ids.into_iter().map(str::to_owned).collect(),
            cursor,
            started_at,
        })
    }

    /// A cursor of the walk as a text.
    pub(super) fn encode(&self, cursor: &Cursor, seal: &Seal, now: Timestamp) -> String {
        let ids: Vec<&str> = self.connections.iter().map(String::as_str).collect();
        let of = Belonging {
            fingerprint: &self.fingerprint,
            sort: &self.checked.sort,
            connections: &ids,
        };
        cursor.encode(seal, of, now)
    }

    /// The part of a connection, not called yet.
    ///
    /// # Errors
    /// `filter_field` for a filter on what no row of the platform's list carries.
    pub(super) fn source(&self, connection: &Connection) -> Result<Source> {
        let cursor = self.cursor.as_ref();
        let start = cursor.map_or(Start::Beginning, |cursor| cursor.start_of(&connection.id));
        let synced_at = cursor
            .and_then(|cursor| cursor.synced_at.get(&connection.id))
            .and_then(|millis| Timestamp::from_millis(*millis));
        self.source_from(connection, start, synced_at)
    }

    /// The same, from a place on that its cursor does not tell.
    ///
    /// # Errors
    /// As [`Walk::source`].
    pub(super) fn source_from(
        &self,
        connection: &Connection,
        start: Start,
        synced_at: Option<Timestamp>,
    ) -> Result<Source> {
        let place = Place {
            platform: connection.platform,
            connection_id: &connection.id,
            traits: connection.platform.room().traits,
        };
        let plan = SourcePlan::new(
            connection.account.as_ref(),
            place,
            self.filter.as_ref(),
            &self.checked.sort,
            self.checked.expand,
        )
        .map_err(|error| error.from_source(connection.platform, &connection.id))?;
        Ok(Source::new(
            &connection.id,
            connection.platform,
            Rc::clone(&connection.session),
            Rc::clone(&connection.status_map),
            plan,
            start,
            synced_at,
        ))
    }

    /// What all its sources share.
    pub(super) fn reading<'a>(
        &'a self,
        client: &'a Client,
        gateway: &'a Gateway<'a>,
        world: World<'_>,
    ) -> Reading<'a> {
        Reading {
            gateway,
            cache: &client.cache,
            filter: self.filter.as_ref(),
            sort: &self.checked.sort,
            expand: self.checked.expand,
            limit: self.checked.limit,
            now: world.now,
            time_to_live_ms: match self.checked.force_fetch {
                true => -1,
                false => client.options.time_to_live_ms(),
            },
        }
    }
}
