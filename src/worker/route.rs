//! Which resource a URL names.

use percent_encoding::percent_decode_str;

use crate::task::closest;

/// What can be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// `GET /tasks`, `POST /tasks`
    Tasks,
    /// `GET`, `PATCH` and `DELETE /tasks/{id}`
    Task(String),
    /// `POST /tasks/{id}/notify`
    Notify(String),
    /// `GET /tasks/count`
    Count,
    /// `GET /tasks/changes`
    Changes,
    /// `GET /jobs`
    Jobs,
    /// `GET /connections`
    Connections,
    /// `GET /capabilities`
    Capabilities,
    /// `GET /health`
    Health,
}

/// Rutter's own prefixes, so that its clients need only another base URL.
const PREFIXES: [&str; 2] = ["/versioned/accounting", "/accounting"];

/// The paths that an error names.
const PATHS: [&str; 9] = [
    "/tasks",
    "/tasks/{id}",
    "/tasks/{id}/notify",
    "/tasks/count",
    "/tasks/changes",
    "/jobs",
    "/connections",
    "/capabilities",
    "/health",
];

impl Route {
    /// The route of a path, as it stands in a URL.
    ///
    /// # Errors
    /// A sentence that names the path that was likely meant.
    pub fn parse(path: &str) -> Result<Self, String> {
        let short = PREFIXES
            .iter()
            .find_map(|prefix| {
                path.strip_prefix(prefix)
                    .filter(|rest| rest.starts_with('/'))
            })
            .unwrap_or(path);
        let short = match short.trim_end_matches('/') {
            "" => "/",
            trimmed => trimmed,
        };
        match short {
            "/tasks" => return Ok(Self::Tasks),
            "/tasks/count" => return Ok(Self::Count),
            "/tasks/changes" => return Ok(Self::Changes),
            "/jobs" => return Ok(Self::Jobs),
            "/connections" => return Ok(Self::Connections),
            "/capabilities" => return Ok(Self::Capabilities),
            "/health" => return Ok(Self::Health),
            _ => {}
        }
        Self::of_task(short).ok_or_else(|| match closest(short, PATHS) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the paths are {}", PATHS.join(", ")),
        })
    }

    fn of_task(short: &str) -> Option<Self> {
        let rest = short.strip_prefix("/tasks/")?;
        let (id, make): (_, fn(String) -> Self) = match rest.strip_suffix("/notify") {
            Some(id) => (id, Self::Notify),
            None => (rest, Self::Task),
        };
        if id.contains('/') {
            return None;
        }
        let id = percent_decode_str(id).decode_utf8().ok()?;
        Some(make(id.into_owned()))
    }

    /// The methods that it takes, `HEAD` and `OPTIONS` besides.
    #[must_use]
    pub fn methods(&self) -> &'static [&'static str] {
        match self {
            Self::Tasks => &["GET", "POST"],
            Self::Task(_) => &["GET", "PATCH", "DELETE"],
            Self::Notify(_) => &["POST"],
            _ => &["GET"],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rutter_s_prefixes_are_taken_off() {
        for prefix in ["", "/accounting", "/versioned/accounting"] {
            assert_eq!(Route::parse(&format!("{prefix}/tasks")), Ok(Route::Tasks));
            assert_eq!(
                Route::parse(&format!("{prefix}/tasks/a%2Fb")),
                Ok(Route::Task("a/b".to_owned()))
            );
        }
        assert_eq!(Route::parse("/tasks/"), Ok(Route::Tasks));
        assert_eq!(Route::parse("/health"), Ok(Route::Health));
        assert_eq!(Route::parse("/tasks/count"), Ok(Route::Count));
        assert_eq!(Route::parse("/tasks/changes"), Ok(Route::Changes));
        assert_eq!(
            Route::parse("/tasks/a/notify"),
            Ok(Route::Notify("a".to_owned()))
        );
    }

    #[test]
    fn other_paths_are_helped_along() {
        assert_eq!(
            Route::parse("/task"),
            Err("did you mean `/tasks`?".to_owned())
        );
        for path in ["/", "", "/tasks/a/b", "/accountingtasks", "/tasks/%ff"] {
            assert!(Route::parse(path).is_err(), "{path}");
        }
    }
}
