//! The library's way out on this machine: one blocking call at a time.

use std::cell::Cell;
use std::rc::Rc;
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Result, bail};
use futures_util::future::{FutureExt as _, LocalBoxFuture, ready};
use taskweave::error::{Code, TaskweaveError};
use taskweave::http::{Background, Request, Response, Transport};
use taskweave::task::Timestamp;
use ureq::http;

/// No answer takes longer.
const TIMEOUT: Duration = Duration::from_secs(60);

/// A base that takes all calls, the real host as the first segment of the path.
#[derive(Clone)]
pub(super) struct Through(String);

impl Through {
    /// Checks the base: credentials go there.
    pub(super) fn new(url: &str) -> Result<Self> {
        let base = url.trim_end_matches('/');
        let parsed: http::Uri = match base.parse() {
            Ok(parsed) => parsed,
            Err(_) => bail!("--through is no URL: write it as http://127.0.0.1:8080"),
        };
        let (scheme, host) = (parsed.scheme_str(), parsed.host());
        let is_here = matches!(host, Some("127.0.0.1" | "localhost" | "[::1]"));
        let is_plain = parsed.query().is_none() && !base.contains(['@', '#']);
        match scheme {
            Some("https") if host.is_some() && is_plain => Ok(Self(base.to_owned())),
            Some("http") if is_here && is_plain => Ok(Self(base.to_owned())),
            Some("http") if is_plain => bail!(
                "--through takes http:// of 127.0.0.1 and localhost alone, for credentials go there: \
                 write https:// for another host"
            ),
            _ => bail!(
                "--through is no base of URLs: write https:// or http://127.0.0.1:PORT, without \
                 parameters, user and fragment"
            ),
        }
    }

    pub(super) fn base(&self) -> &str {
        &self.0
    }

    /// `https://host/path` as it is asked for there.
    fn url(&self, url: &str) -> String {
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        format!("{}/{rest}", self.0)
    }
}

/// Sends requests with ureq.
#[derive(Clone)]
pub(super) struct Native {
    agent: ureq::Agent,
    through: Option<Through>,
    random: Rc<Cell<u64>>,
    background: Rc<Background>,
}

impl Native {
    pub(super) fn new(through: Option<Through>) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(TIMEOUT))
            .build();
        let seed = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Self {
            agent: config.into(),
            through,
            random: Rc::new(Cell::new(u64::from(seed.subsec_nanos()) | 1)),
            background: Rc::default(),
        }
    }

    /// The same, as the library holds it.
    pub(super) fn shared(&self) -> Rc<dyn Transport> {
        Rc::new(self.clone())
    }

    fn exchange(&self, request: &Request, max_bytes: usize) -> Result<Response, ureq::Error> {
        let url = request.reveal_url();
        let url = self
            .through
            .as_ref()
            .map_or(url.clone(), |through| through.url(&url));
        let mut builder = http::Request::builder()
            .method(request.method.as_str())
            .uri(url);
        for (name, value) in &request.headers {
            builder = builder.header(*name, value);
        }
        if let Some(authorization) = &request.authorization {
            builder = builder.header("Authorization", authorization.reveal());
        }
        let mut answer = match request.reveal_body() {
            Some(body) => self.agent.run(builder.body(body)?)?,
            None => self.agent.run(builder.body(())?)?,
        };
        let limit = u64::try_from(max_bytes).unwrap_or(u64::MAX);
        let body = answer.body_mut().with_config().limit(limit).read_to_vec()?;
        let headers = answer.headers().iter();
        Ok(Response {
            status: answer.status().as_u16(),
            headers: headers
                .filter_map(|(name, value)| {
                    Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
                })
                .collect(),
            body,
        })
    }
}

impl Transport for Native {
    fn send(
        &self,
        request: Request,
        max_bytes: usize,
    ) -> LocalBoxFuture<'_, taskweave::error::Result<Response>> {
        let outcome = self.exchange(&request, max_bytes).map_err(|error| {
            let mut said = error.to_string();
            for credential in request.credentials() {
                said = said.replace(&credential, "***");
            }
            let code = match error {
                ureq::Error::BodyExceedsLimit(_) => Code::PageTooLarge,
                _ => Code::Network,
            };
            let mut error = TaskweaveError::new(code, format!("no answer came: {said}"));
            error.retryable = code == Code::Network;
            error
        });
        Box::pin(ready(outcome))
    }

    fn sleep(&self, millis: u64) -> LocalBoxFuture<'_, taskweave::error::Result<()>> {
        thread::sleep(Duration::from_millis(millis));
        Box::pin(ready(Ok(())))
    }

    fn now(&self) -> Timestamp {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let millis = i64::try_from(since.as_millis()).unwrap_or_default();
        Timestamp::from_millis(millis).unwrap_or_default()
    }

    fn random(&self) -> f64 {
        // xorshift: good enough to keep callers apart.
        let mut state = self.random.get();
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        self.random.set(state);
        #[expect(
            clippy::cast_precision_loss,
            reason = "a random number needs no more bits"
        )]
        let part = (state >> 11) as f64 / (1_u64 << 53) as f64;
        part
    }

    fn detached(&self) -> Rc<dyn Transport> {
        Rc::new(self.clone())
    }

    fn spawn(&self, work: LocalBoxFuture<'static, ()>) {
        self.background.spawn(work);
    }

    fn glance(&self) -> LocalBoxFuture<'_, taskweave::error::Result<()>> {
        Box::pin(self.background.glance().map(Ok))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_go_to_this_machine_or_over_tls() {
        for good in [
            "http://127.0.0.1:1/",
            "http://localhost",
            "https://proxy.example/a/b",
        ] {
            Through::new(good).unwrap();
        }
        for bad in [
            "http://proxy.example",
            "http://127.0.0.1.example",
            "ftp://localhost",
            "localhost:1",
            "https://a@b",
            "http://localhost@proxy.example",
            "https://a/?b=c",
            "",
        ] {
            assert!(Through::new(bad).is_err(), "{bad}");
        }
        let through = Through::new("http://127.0.0.1:1/x/").unwrap();
        assert_eq!(
            through.url("https://api.example/a?b=c"),
            "http://127.0.0.1:1/x/api.example/a?b=c"
        );
    }
}
