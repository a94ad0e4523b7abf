//! The page and the edge handler on this machine.

use std::ffi::OsString;

use anyhow::Result;

use crate::command::become_program;
use crate::package;
use crate::project::Project;

/// Builds, then hands over to the server.
pub(crate) fn serve(project: &Project, port: u16, rest: &[OsString]) -> Result<()> {
    let package = project.root.join("pkg");
    package::build_set_up(project, &package)?;
    become_program(
        project
            .node()
            .args(["www/serve.js", "--port", &port.to_string()])
            .args(rest)
            .env("TASKWEAVE_PKG", package),
    )
}
