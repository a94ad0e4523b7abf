//! A list request made ready: checked, planned, and placed where its cursor stands.

use std::rc::Rc;

use super::request::{CheckedList, ListRequest};
use super::{Client, Connection, World};
use crate::error::Result;
use crate::filter::{Clock, Expr};
use crate::http::Gateway;
use crate::plan::{Place, SourcePlan};
use crate::task::Timestamp;
use crate::weave::{
    Belonging, Cursor, Fingerprint, Order, Reading, Seal, Source, Stand, Stands, Start, Strand,
};

/// A list request made ready, before any call.
pub(super) struct Walk {
    /// What was asked for.
    pub(super) checked: CheckedList,
    /// The filter, its relative times told from when the walk began.
    pub(super) filter: Option<Expr>,
    /// What its cursors are bound to.
    fingerprint: Fingerprint,
    connections: Vec<String>,
    /// Where a sorted one stands; `None` at its beginning.
    pub(super) cursor: Option<Cursor>,
    /// Where one in the platforms' own order stands; `None` at its beginning.
    stands: Option<Stands>,
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
        let order = match checked.order {
            Order::Sorted => checked.sort.to_string(),
            Order::Source => "source".to_owned(),
        };
        let fingerprint = Fingerprint::new(&checked.bound_to(), &order, &ids);
        let of = Belonging {
            fingerprint: &fingerprint,
            sort: &checked.sort,
            connections: &ids,
        };
        let (mut cursor, mut stands) = (None, None);
        match (&request.cursor, checked.order) {
            (None, _) => {}
            (Some(text), Order::Sorted) => cursor = Some(Cursor::decode(seal, text, of, now)?),
            (Some(text), Order::Source) => stands = Some(Stands::decode(seal, text, of, now)?),
        }
        let began = cursor.as_ref().map(|cursor| cursor.walk_started_at);
        let started_at = began
            .or_else(|| stands.as_ref().map(|stands| stands.walk_started_at))
            .and_then(Timestamp::from_millis)
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
            stands,
            started_at,
        })
    }

    /// A cursor of the walk as a text.
    pub(super) fn encode(&self, cursor: &Cursor, seal: &Seal, now: Timestamp) -> String {
        let ids = self.ids();
        cursor.encode(seal, self.belonging(&ids), now)
    }

    /// A cursor of a walk in the platforms' own order as a text.
    pub(super) fn encode_stands(&self, stands: &Stands, seal: &Seal, now: Timestamp) -> String {
        let ids = self.ids();
        stands.encode(seal, self.belonging(&ids), now)
    }

    fn ids(&self) -> Vec<&str> {
        self.connections.iter().map(String::as_str).collect()
    }

    fn belonging<'a>(&'a self, connections: &'a [&'a str]) -> Belonging<'a> {
        Belonging {
            fingerprint: &self.fingerprint,
            sort: &self.checked.sort,
            connections,
        }
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
            .and_then(|millis| Timestamp::from_millis(*millis))
            .or_else(|| self.stands.as_ref()?.synced_at(&connection.id));
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
        let sort = (self.checked.order == Order::Sorted).then_some(&self.checked.sort);
        let plan = SourcePlan::new(
            connection.account.as_ref(),
            place,
            self.filter.as_ref(),
            sort,
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

    /// The part of a connection in the platforms' own order, not called yet.
    ///
    /// # Errors
    /// As [`Walk::source`].
    pub(super) fn strand(&self, connection: &Connection) -> Result<Strand> {
        let stand = match &self.stands {
            Some(stands) => stands.of(&connection.id),
            None => Some(Stand::default()),
        };
        Ok(Strand::new(self.source(connection)?, stand))
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
