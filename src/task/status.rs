//! The unified statuses (Rutter's OpenAPI 2024-08-31) and a connection's own reading of words.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Where a task stands. The order is the order of a sort by status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Nothing was done or planned yet.
    NotStarted,
    /// It has a plan or was accepted.
    Planned,
    /// Somebody works on it.
    InProgress,
    /// It is done.
    Completed,
    /// It waits.
    OnHold,
    /// The platform's word has no counterpart here.
    Unknown,
}

impl Status {
    /// Every status, in order.
    pub const ALL: [Self; 6] = [
        Self::NotStarted,
        Self::Planned,
        Self::InProgress,
        Self::Completed,
        Self::OnHold,
        Self::Unknown,
    ];

    /// The word on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotStarted => "not_started",
            Self::Planned => "planned",
            Self::InProgress => "in_progress",
            Self::Completed => "completed",
            Self::OnHold => "on_hold",
            Self::Unknown => "unknown",
        }
    }

    /// The status of a word on the wire.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }
}

/// A connection's own reading of its platform's status words, asked before the platform's table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct StatusMap(BTreeMap<String, Status>);

impl StatusMap {
    /// What the connection says of a word, if anything.
    #[must_use]
    pub fn get(&self, word: &str) -> Option<Status> {
        self.0.get(word).copied()
    }

    /// The words that the connection maps, with their statuses.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Status)> {
        self.0.iter().map(|(word, status)| (word.as_str(), *status))
    }
}
