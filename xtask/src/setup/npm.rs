//! Node and npm packages, as lock files name them.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use super::step;
use crate::command::capture;
use crate::package::digest::Digest;
use crate::project::Project;

/// Older ones lack what the pinned packages need.
const OLDEST_NODE: u32 = 20;

/// Makes sure that `tests/node_modules` is what the lock file says.
pub(crate) fn packages(project: &Project) -> Result<()> {
    packages_of(&project.tests(), "npm packages (npm ci)")
}

/// The same for any folder with a lock file; `what` is said while it works.
pub(crate) fn packages_of(folder: &Path, what: &str) -> Result<()> {
    let mut digest = Digest::new();
    for name in ["package.json", "package-lock.json"] {
        let path = folder.join(name);
        digest.add(
            name,
            &fs::read(&path).with_context(|| format!("reading {}", path.display()))?,
        );
    }
    let digest = digest.finish();
    // It lies inside: whoever deletes or reinstalls the folder deletes the stamp.
    let stamp = folder.join("node_modules/.lock-digest");
    if fs::read_to_string(&stamp).is_ok_and(|found| found == digest) {
        return Ok(());
    }
    node()?;
    let command = || {
        let mut command = Command::new("npm");
        command
            .args([
                "ci",
                "--no-audit",
                "--no-fund",
                "--ignore-scripts",
                "--loglevel=error",
            ])
            .current_dir(folder);
        command
    };
    if let Err(failure) = step(what, || capture(&mut command())) {
        eprint!("{}", failure.tail());
        let folder = folder.display();
        bail!("the npm packages are missing: {failure}. Type: npm ci --prefix {folder}");
    }
    fs::write(&stamp, digest).with_context(|| format!("writing {}", stamp.display()))
}

fn node() -> Result<()> {
    let hint = format!(
        "Install Node {OLDEST_NODE} or newer with npm (Debian: apt-get install nodejs npm)"
    );
    let Ok(version) = capture(Command::new("node").arg("--version")) else {
        bail!("there is no node here. {hint}");
    };
    let major = version.trim().trim_start_matches('v').split('.').next();
    let major: Option<u32> = major.and_then(|text| text.parse().ok());
    if major.is_none_or(|major| major < OLDEST_NODE) {
        bail!("node is {}, too old. {hint}", version.trim());
    }
    if which::which("npm").is_err() {
        bail!("there is no npm here. {hint}");
    }
    Ok(())
}
