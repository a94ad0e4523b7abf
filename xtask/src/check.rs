//! Format, lints and types.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result};

use crate::command::run;
use crate::fuzz;
use crate::package;
use crate::project::{CRATE, Project, WASM};
use crate::setup;
use crate::tests::wasm_tests;

/// Where JavaScript lies.
const SCRIPTS: &[&str] = &["tests", "www", "src/js"];

/// Runs all checks and stops at the first that fails.
pub(crate) fn check(project: &Project) -> Result<()> {
    setup::components::components(project)?;
    let toolchain = setup::wasm::toolchain(project)?;
    setup::npm::packages(project)?;

    format(project, &["--check"])?;
    // Apart, because together they would agree on other features of what both depend on, and all
    // of the tooling would be compiled a second time.
    for members in [
        ["--workspace", "--exclude=xtask"],
        ["--package=xtask", "--no-deps"],
    ] {
        let clippy = ["clippy", "--all-targets"];
        run(project
            .cargo()
            .args(clippy)
            .args(members)
            .args(["--", "--deny=warnings"]))?;
    }
    fuzz_crate(project)?;
    let mut clippy = toolchain.cargo(project);
    clippy.args(["clippy", "--package", CRATE, "--target", WASM, "--lib"]);
    for test in wasm_tests(project)? {
        clippy.arg("--test").arg(test);
    }
    run(clippy.args(["--", "--deny=warnings"]))?;

    // The types of the package are among what the JavaScript is checked against.
    package::build(project, &toolchain, &project.root.join("pkg"))?;
    let tool = |path: &str| project.tests().join("node_modules").join(path);
    run(project
        .node()
        .arg(tool("typescript/bin/tsc"))
        .args(["--project", "tests/tsconfig.json"]))?;
    run(project
        .node()
        .arg(tool("eslint/bin/eslint.js"))
        .args(["--config", "tests/eslint.config.js", "--max-warnings=0"])
        .arg("--no-error-on-unmatched-pattern")
        .args(SCRIPTS))
}

/// Formats all of the Rust, or with `--check` only tells what is not formatted. The rooms are named one
/// by one, because the formatter does not find modules that a macro declares.
pub(crate) fn format(project: &Project, options: &[&str]) -> Result<()> {
    let rooms = project.root.join("src/platforms");
    let mut files: Vec<PathBuf> = fs::read_dir(&rooms)
        .with_context(|| format!("reading {}", rooms.display()))?
        .map(|entry| Ok(entry?.path().join("mod.rs")))
        .collect::<Result<_>>()?;
    // A platform of the tests alone.
    files.push(project.root.join("tests/example/platform/mod.rs"));
    files.retain(|file| file.is_file());
    files.sort();
    run(project
        .cargo()
        .args(["fmt", "--all", "--"])
        .args(options)
        .args(files))?;
    run(project
        .cargo()
        .args(["fmt", "--manifest-path"])
        .arg(fuzz::manifest(project))
        .arg("--")
        .args(options))
}

/// The fuzz crate, a workspace of its own. It is linted without libFuzzer, which is C++.
fn fuzz_crate(project: &Project) -> Result<()> {
    run(project
        .cargo()
        .args(["clippy", "--manifest-path"])
        .arg(fuzz::manifest(project))
        .args(["--all-targets", "--no-default-features", "--target-dir"])
        .arg(fuzz::target_folder(project))
        .args(["--", "--deny=warnings"]))
}
