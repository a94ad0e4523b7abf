//! The query of a URL: Rutter's parameters and ours.

use std::str::FromStr;

use crate::client::{
    ChangesRequest, GetRequest, IdType, LimitInput, ListRequest, OneOrMany, Since, WriteRequest,
};
use crate::error::{Code, Result, TaskweaveError};
use crate::task::closest;

/// The parameters of a request, each taken out once.
pub(super) struct Params(Vec<(String, String)>);

impl Params {
    /// Reads the part of a URL after `?`.
    pub(super) fn parse(query: &str) -> Self {
        Self(
            form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
        )
    }

    /// Every value of a parameter that may be repeated.
    pub(super) fn all(&mut self, name: &str) -> Vec<String> {
        let (taken, rest) = std::mem::take(&mut self.0)
            .into_iter()
            .partition::<Vec<_>, _>(|(known, _)| known == name);
        self.0 = rest;
        taken.into_iter().map(|(_, value)| value).collect()
    }

    /// The value of a parameter that stands at most once.
    pub(super) fn one(&mut self, name: &str) -> Result<Option<String>> {
        let mut values = self.all(name);
        let value = values.pop();
        if values.is_empty() {
            return Ok(value);
        }
        Err(
            invalid(format!("`{name}` stands {} times", values.len() + 1)).help(
                "write each parameter once; only `access_token` and `expand` may be repeated",
            ),
        )
    }

    fn parsed<T: FromStr>(&mut self, name: &str, wanted: &str) -> Result<Option<T>> {
        match self.one(name)? {
            None => Ok(None),
            Some(text) => text.parse().map(Some).map_err(|_| {
                invalid(format!("`{name}` is not {wanted}"))
                    .help(format!("write {wanted}, or leave it out"))
            }),
        }
    }

    fn expand(&mut self) -> Option<OneOrMany> {
        let words = self.all("expand");
        (!words.is_empty()).then_some(OneOrMany::Many(words))
    }

    /// Whether `GET /tasks` is asked what it would do, and not for tasks.
    pub(super) fn explain(&mut self) -> Result<bool> {
        let explain = self.parsed("explain", "`true` or `false`")?;
        Ok(explain == Some(true))
    }

    /// The parameters of `GET /tasks`, but for [`Params::explain`].
    pub(super) fn list(mut self) -> Result<ListRequest> {
        let request = ListRequest {
            connections: None,
            filter: self.one("filter")?,
            sort: self.one("sort")?,
            limit: self.one("limit")?.map(LimitInput),
            cursor: self.one("cursor")?,
            expand: self.expand(),
            on_error: self.one("on_error")?,
            order: self.one("order")?,
            force_fetch: self.parsed("force_fetch", "`true` or `false`")?,
            utc_offset_minutes: self.parsed("utc_offset_minutes", "a whole number of minutes")?,
            updated_at_min: self.parsed("updated_at_min", "Unix milliseconds")?,
            updated_at_max: self.parsed("updated_at_max", "Unix milliseconds")?,
            last_synced_at_min: self.parsed("last_synced_at_min", "Unix milliseconds")?,
        };
        self.finish(&[
            "access_token",
            "cursor",
            "expand",
            "explain",
            "filter",
            "force_fetch",
            "last_synced_at_min",
            "limit",
            "on_error",
            "order",
            "sort",
            "updated_at_max",
            "updated_at_min",
            "utc_offset_minutes",
        ])?;
        Ok(request)
    }

    /// The parameters of `GET /tasks/changes`.
    pub(super) fn changes(mut self) -> Result<(Since, ChangesRequest)> {
        let since = match (self.one("since")?, self.one("cursor")?) {
            (Some(instant), None) => Since::instant(&instant)?,
            (None, Some(cursor)) => Since::Cursor(cursor),
            (Some(_), Some(_)) => {
                return Err(invalid("`since` and `cursor` stand both".to_owned()).help(
                    "write `since` the first time, and then `cursor` with the `next_cursor`",
                ));
            }
            (None, None) => {
                return Err(invalid("the request has no `since` and no `cursor`".to_owned())
                    .help("add `since=` with an instant, such as the `walk_started_at` of a list, or `cursor=` with the `next_cursor` of the changes before"));
            }
        };
        let request = ChangesRequest {
            connections: None,
            filter: self.one("filter")?,
            limit: self.one("limit")?.map(LimitInput),
            expand: self.expand(),
            on_error: self.one("on_error")?,
            utc_offset_minutes: self.parsed("utc_offset_minutes", "a whole number of minutes")?,
            overlap_ms: self.parsed("overlap_ms", "a whole number of milliseconds")?,
        };
        self.finish(&[
            "access_token",
            "cursor",
            "expand",
            "filter",
            "limit",
            "on_error",
            "overlap_ms",
            "since",
            "utc_offset_minutes",
        ])?;
        Ok((since, request))
    }

    /// The parameters of `GET /tasks/{id}`.
    pub(super) fn get(mut self) -> Result<GetRequest> {
        let id_type = match self.one("id_type")?.as_deref() {
            None | Some("rutter") => IdType::Rutter,
            Some("platform") => IdType::Platform,
            Some(_) => {
                return Err(
                    invalid("`id_type` is neither `rutter` nor `platform`".to_owned())
                        .help("write `platform` for the platform's own id, else leave it out"),
                );
            }
        };
        // Every answer here is fetched when it is asked for, so Rutter's parameter changes nothing.
        let _force: Option<bool> = self.parsed("force_fetch", "`true` or `false`")?;
        let request = GetRequest {
            connections: None,
            id_type,
            expand: self.expand(),
        };
        self.finish(&["access_token", "expand", "force_fetch", "id_type"])?;
        Ok(request)
    }

    /// The parameters of a write, but for its connection's.
    pub(super) fn write(mut self, idempotency_key: Option<&str>) -> Result<WriteRequest> {
        let request = WriteRequest {
            connections: None,
            expand: self.expand(),
            idempotency_key: idempotency_key.map(str::to_owned),
        };
        self.finish(&["access_token", "connection_id", "expand"])?;
        Ok(request)
    }

    /// The parameters of `GET /jobs`: the customer.
    pub(super) fn jobs(mut self) -> Result<String> {
        let customer = self.one("customer_id")?;
        self.finish(&["access_token", "connection_id", "customer_id"])?;
        customer.ok_or_else(|| {
            invalid("the request has no `customer_id`".to_owned())
                .help("add `customer_id=` with the platform's id of the customer")
        })
    }

    /// Whatever was not taken is not known: a parameter is never ignored in silence.
    pub(super) fn finish(self, known: &[&'static str]) -> Result<()> {
        let Some((name, _)) = self.0.into_iter().next() else {
            return Ok(());
        };
        let help = match closest(&name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the parameters are {}", known.join(", ")),
        };
        let shown: String = name.chars().take(60).collect();
        Err(invalid(format!("there is no parameter `{shown}`")).help(help))
    }
}

fn invalid(message: String) -> TaskweaveError {
    TaskweaveError::new(Code::RequestInvalid, message)
}
