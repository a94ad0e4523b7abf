//! Paths into a platform's own record: `platform_data.planned.startDate`.

use std::fmt;

/// The names that lead from a platform's record to a value; at least one. A path finds nested objects
/// and flat keys with dots alike, and goes through every element of a list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Path(Vec<String>);

impl Path {
    /// A path of these names; `None` if there are none.
    #[must_use]
    pub fn new(names: Vec<String>) -> Option<Self> {
        (!names.is_empty()).then_some(Self(names))
    }

    /// A path of names with dots between them.
    #[must_use]
    pub fn dotted(names: &str) -> Self {
        Self(names.split('.').map(str::to_owned).collect())
    }

    /// The names.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.0
    }

    /// The names with dots between them, as flat keys are written.
    #[must_use]
    pub fn to_dotted(&self) -> String {
        self.0.join(".")
    }

    /// Whether a name can stand without backquotes.
    fn is_plain(name: &str) -> bool {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    }
}

impl fmt::Display for Path {
    /// As a filter writes it after `platform_data.`: odd names stand in backquotes, a backquote in
    /// them is doubled.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, name) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str(".")?;
            }
            if Self::is_plain(name) {
                f.write_str(name)?;
            } else {
                write!(f, "`{}`", name.replace('`', "``"))?;
            }
        }
        Ok(())
    }
}
