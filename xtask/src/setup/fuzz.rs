//! cargo-fuzz, and the C++ compiler that libFuzzer is built with.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use super::{apt, step};
use crate::command::capture;
use crate::project::Project;

/// The release of cargo-fuzz that the targets are run with.
const VERSION: &str = "0.13.2";

/// The program cargo-fuzz, which lies in the target folder.
pub(crate) fn cargo_fuzz(project: &Project) -> Result<PathBuf> {
    compiler()?;
    let root = project.target.join("tools");
    let program = root.join("bin").join("cargo-fuzz");
    let is_there = || {
        capture(Command::new(&program).arg("--version"))
            .is_ok_and(|said| said.split_whitespace().last() == Some(VERSION))
    };
    if is_there() {
        return Ok(program);
    }
    let mut install = project.cargo();
    install
        .args(["install", "cargo-fuzz", "--locked", "--force", "--version"])
        .arg(VERSION)
        .arg("--root")
        .arg(&root);
    let what = format!("cargo-fuzz {VERSION} (cargo install, half a minute)");
    if let Err(failure) = step(&what, || capture(&mut install)) {
        eprint!("{}", failure.tail());
        bail!("cargo-fuzz cannot be installed: {failure}");
    }
    if !is_there() {
        bail!(
            "cargo-fuzz {VERSION} was installed but {} does not run",
            program.display()
        );
    }
    Ok(program)
}

/// Makes sure of a C++ compiler, by the names that the build of libFuzzer looks for.
fn compiler() -> Result<()> {
    let is_there = || env::var_os("CXX").is_some() || which::which("c++").is_ok();
    if is_there() {
        return Ok(());
    }
    let hint = "Name one in CXX, or on Debian as root type: apt-get update && apt-get install \
                --no-install-recommends g++";
    if !apt::is_at_hand() {
        bail!("there is no C++ compiler here. {hint}");
    }
    let install = || apt::install(&["g++"]);
    if let Err(failure) = step("a C++ compiler (apt-get install)", install) {
        eprint!("{}", failure.tail());
        bail!("no C++ compiler can be installed: {failure}. {hint}");
    }
    if !is_there() {
        bail!("g++ was installed but there is no c++. {hint}");
    }
    Ok(())
}
