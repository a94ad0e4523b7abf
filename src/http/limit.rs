//! A platform's rate limit, as its headers tell it.

use serde::Serialize;

use crate::task::Timestamp;

/// What a platform last said of its rate limit. What it does not say is null.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RateLimit {
    /// Calls that may be made in the platform's period.
    pub limit: Option<u64>,
    /// Calls that are left of them.
    pub remaining: Option<u64>,
    /// When the period ends; until then nothing is called where nothing is left.
    pub resets_at: Option<Timestamp>,
}

impl RateLimit {
    /// The instant before which no call can succeed; `None` if one may now.
    #[must_use]
    pub fn blocked_until(&self, now: Timestamp) -> Option<Timestamp> {
        let is_used_up = self.remaining == Some(0);
        self.resets_at.filter(|reset| is_used_up && *reset > now)
    }
}

/// What to do when a platform asks to slow down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnRateLimit {
    /// Wait, as long as the request may.
    #[default]
    Wait,
    /// Fail at once and say how long to wait.
    Fail,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_called_while_nothing_is_left() {
        let at = |millis| Timestamp::from_millis(millis).unwrap();
        let limit = RateLimit {
            limit: Some(10),
            remaining: Some(0),
            resets_at: Some(at(2000)),
        };
        assert_eq!(limit.blocked_until(at(1000)), Some(at(2000)));
        assert_eq!(limit.blocked_until(at(2000)), None);
        let left = RateLimit {
            remaining: Some(1),
            ..limit
        };
        assert_eq!(left.blocked_until(at(1000)), None);
        assert_eq!(RateLimit::default().blocked_until(at(0)), None);
    }
}
