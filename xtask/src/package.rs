//! From the crate to the npm package: compile, bindgen, wasm-opt, assemble.

mod assemble;
pub(crate) mod digest;
mod sizes;
mod wasm;

use std::path::{Path, PathBuf};

use anyhow::Result;

use self::wasm::Names;
use crate::project::Project;
use crate::setup;
use crate::setup::wasm::Toolchain;

/// Sets up what a build needs, then builds.
pub(crate) fn build_set_up(project: &Project, out: &Path) -> Result<()> {
    let toolchain = setup::wasm::toolchain(project)?;
    setup::npm::packages(project)?;
    build(project, &toolchain, out)
}

/// Leaves the npm package in `out` and prints the size of its wasm.
pub(crate) fn build(project: &Project, toolchain: &Toolchain, out: &Path) -> Result<()> {
    let generated = make(project, toolchain, out, Names::Removed)?;
    println!("{}: {}", out.display(), sizes::read(&generated)?);
    Ok(())
}

/// Sets up what a build needs, then leaves a package in `out` whose wasm names its functions, for profiles.
pub(crate) fn build_named(project: &Project, out: &Path) -> Result<()> {
    let toolchain = setup::wasm::toolchain(project)?;
    setup::npm::packages(project)?;
    make(project, &toolchain, out, Names::Kept).map(|_| ())
}

fn make(project: &Project, toolchain: &Toolchain, out: &Path, names: Names) -> Result<PathBuf> {
    let compiled = wasm::compile(project, toolchain, names)?;
    let generated = wasm::generate(project, &compiled, names)?;
    assemble::assemble(project, &generated, out)?;
    Ok(generated)
}
