//! rustup's components that a minimal profile leaves out.

use std::process::Command;
use std::time::Duration;

use anyhow::{Result, bail};

use super::step;
use crate::command::{capture, capture_within};
use crate::project::Project;

/// Makes sure of `cargo fmt` and `cargo clippy`.
pub(crate) fn components(project: &Project) -> Result<()> {
    for (component, subcommand) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        if capture(project.cargo().args([subcommand, "--version"])).is_ok() {
            continue;
        }
        let added = step(&format!("{component} from rustup"), || {
            capture_within(
                Command::new("rustup")
                    .args(["component", "add", component])
                    .env("RUSTUP_DOWNLOAD_TIMEOUT", "10")
                    .env("RUSTUP_MAX_RETRIES", "0")
                    .current_dir(&project.root),
                Duration::from_secs(60),
            )
        });
        if let Err(why) = added {
            bail!("{component} is missing: {why}. Type: rustup component add {component}");
        }
    }
    Ok(())
}
