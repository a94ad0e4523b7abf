//! Measurements.

use anyhow::Result;

use crate::command::become_program;
use crate::package;
use crate::project::Project;
use crate::setup;

/// Where the benchmark and its peers lie.
const FOLDER: &str = "tests/bench";

/// The group that needs a browser.
const BROWSER: &str = "browser";

/// What `cargo xtask bench` was asked for.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Fewer rows and rounds; the README stays as it is
    #[arg(long)]
    quick: bool,
    /// Measure these groups alone, separated by commas; the README stays as it is
    #[arg(long, value_name = "GROUP", value_delimiter = ',')]
    only: Vec<String>,
    /// Show where our own time goes instead, function by function
    #[arg(long, conflicts_with_all = ["only", "rounds"])]
    profile: bool,
    /// How many rounds a median is of
    #[arg(long, value_parser = clap::value_parser!(u32).range(7..))]
    rounds: Option<u32>,
}

/// Builds, sets up the peers, then hands over to the benchmark.
pub(crate) fn bench(project: &Project, options: &Options) -> Result<()> {
    let folder = project.root.join(FOLDER);
    if options.profile {
        return profile(project, options.quick);
    }
    let package = project.root.join("pkg");
    package::build_set_up(project, &package)?;
    setup::npm::packages_of(&folder, "npm packages of the benchmark's peers (npm ci)")?;
    let mut command = project.node();
    command.args([
        // Garbage is collected between measurements, and never for want of room.
        "--expose-gc",
        "--max-old-space-size=8192",
        "tests/bench/bench.js",
    ]);
    if options.quick {
        command.arg("--quick");
    }
    if !options.only.is_empty() {
        command.arg("--only").arg(options.only.join(","));
    }
    if let Some(rounds) = options.rounds {
        command.arg("--rounds").arg(rounds.to_string());
    }
    if options.only.is_empty() || options.only.iter().any(|name| name == BROWSER) {
        command.env("CHROME", setup::chromium::chromium()?.browser);
    }
    become_program(command.env("TASKWEAVE_PKG", package))
}

/// The package of a release has no names of functions, so this one is built apart, with the same code.
fn profile(project: &Project, quick: bool) -> Result<()> {
    let package = project.target.join("named-package");
    package::build_named(project, &package)?;
    let mut command = project.node();
    command.args(["--expose-gc", "tests/bench/profile.js"]);
    if quick {
        command.arg("--quick");
    }
    become_program(command.env("TASKWEAVE_PKG", package))
}
