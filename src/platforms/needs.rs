//! What rows must carry beyond the base fields, so that no platform is asked for more.

use super::Expansion;
use crate::filter::{Expr, Path, Target};
use crate::task::{Expand, Field};

/// What a list's rows must carry beyond the base fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Needs {
    /// What is given out with every task.
    pub expand: Expansion,
    /// The details that the filter names, as they are given out (`project` for `project.id`).
    pub details: Vec<Field>,
    /// The places in the platform's own record that the filter names.
    pub paths: Vec<Path>,
}

impl Needs {
    /// What a request needs that is filtered so.
    #[must_use]
    pub fn new(expand: Expansion, filter: Option<&Expr>) -> Self {
        let mut needs = Self {
            expand,
            ..Self::default()
        };
        for predicate in filter.iter().flat_map(|filter| filter.predicates()) {
            match &predicate.target {
                Target::Field(field) => {
                    let whole = field.whole();
                    let is_detail = whole.info().expand == Expand::Details;
                    if is_detail && !needs.details.contains(&whole) {
                        needs.details.push(whole);
                    }
                }
                Target::Data(path) if !needs.paths.contains(path) => {
                    needs.paths.push(path.clone());
                }
                Target::Data(_) => {}
            }
        }
        needs
    }

    /// Whether rows must carry a detail. The platform's own record is whole only with all of them.
    #[must_use]
    pub fn has(&self, detail: Field) -> bool {
        self.expand.details || self.expand.platform_data || self.details.contains(&detail)
    }

    /// Whether rows must be kept as they came.
    #[must_use]
    pub fn keeps_rows(&self) -> bool {
        *self != Self::default()
    }
}

impl From<Expansion> for Needs {
    fn from(expand: Expansion) -> Self {
        Self::new(expand, None)
    }
}
