//! Which resource a URL names.

use percent_encoding::percent_decode_str;

use crate::task::closest;

/// What can be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// `GET /tasks`
    Tasks,
    /// `GET /tasks/{id}`
    Task(String),
    /// `GET /connections`
    Connections,
    /// `GET /health`
    Health,
}

/// Rutter's own prefixes, so that its clients need only another base URL.
const PREFIXES: [&str; 2] = ["/versioned/accounting", "/accounting"];

/// The paths that an error names.
const PATHS: [&str; 4] = ["/tasks", "/tasks/{id}", "/connections", "/health"];

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
            "/connections" => return Ok(Self::Connections),
            "/health" => return Ok(Self::Health),
            _ => {}
        }
        let id = short
            .strip_prefix("/tasks/")
            .filter(|id| !id.contains('/'))
            .and_then(|id| percent_decode_str(id).decode_utf8().ok());
        id.map(|id| Self::Task(id.into_owned()))
            .ok_or_else(|| match closest(short, PATHS) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the paths are {}", PATHS.join(", ")),
            })
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
