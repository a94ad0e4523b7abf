//! Measurements.

use std::ffi::OsString;

use anyhow::Result;

use crate::command::become_program;
use crate::package;
use crate::project::Project;

/// Builds, then hands over to the benchmark.
pub(crate) fn bench(project: &Project, rest: &[OsString]) -> Result<()> {
    let package = project.root.join("pkg");
    package::build_set_up(project, &package)?;
    become_program(
        project
            .node()
            .arg("tests/bench/bench.js")
            .args(rest)
            .env("TASKWEAVE_PKG", package),
    )
}
