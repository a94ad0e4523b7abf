//! A compiler for wasm: rustup's, or else one out of Debian's packages.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, bail};

use super::step;
use crate::command::{capture, capture_within};
use crate::project::{Project, WASM};

/// The toolchain for wasm commands.
pub(crate) struct Toolchain {
    /// The folder of the toolchain made out of Debian's packages; none where rustup's serves.
    debian: Option<PathBuf>,
}

impl Toolchain {
    /// A Cargo command for wasm. Host commands go on with rustup's toolchain.
    pub(crate) fn cargo(&self, project: &Project) -> Command {
        let mut command = project.cargo();
        // They would take the place of the flags in `.cargo/config.toml`.
        command
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS");
        if let Some(folder) = &self.debian {
            command.env("RUSTUP_TOOLCHAIN", folder);
        }
        command.env("CARGO_TARGET_DIR", self.target(project));
        if project.is_copy {
            // Nobody downloads it: it may be large, and is compiled in a third of the time.
            command
                .env("CARGO_PROFILE_RELEASE_LTO", "off")
                .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
        }
        command
    }

    /// The target folder of [`Self::cargo`]. What Debian's toolchain compiles lies with it and goes
    /// with it: Cargo cannot tell two builds of a standard library by one compiler apart, and would
    /// take what was compiled against the one for fresh beside the other.
    pub(crate) fn target(&self, project: &Project) -> PathBuf {
        match (&self.debian, project.is_copy) {
            (Some(folder), false) => folder.join("target"),
            (Some(folder), true) => folder.join("target-of-copy"),
            (None, false) => project.target.clone(),
            (None, true) => project.target.join("wasm-of-copy"),
        }
    }
}

/// Finds or makes a toolchain that compiles for wasm.
pub(crate) fn toolchain(project: &Project) -> Result<Toolchain> {
    let folder = project.target.join("toolchain");
    if rustup_has_target(project) {
        return Ok(Toolchain { debian: None });
    }
    if let Some(ready) = newest_ready(&folder) {
        eprintln!(
            "setup: wasm toolchain out of Debian's packages is at {}",
            ready.display()
        );
        return Ok(Toolchain {
            debian: Some(ready),
        });
    }
    let rustup = match step("wasm target from rustup", || add_by_rustup(project)) {
        Ok(()) if rustup_has_target(project) => return Ok(Toolchain { debian: None }),
        Ok(()) => "rustup says it is there, but it is not".to_owned(),
        Err(why) => why,
    };
    let debian = match make_of_debian(project, &folder) {
        Ok(ready) => {
            return Ok(Toolchain {
                debian: Some(ready),
            });
        }
        Err(why) => why,
    };
    bail!(
        "the wasm target is missing and both ways to it are closed: rustup: {rustup}; Debian: \
         {debian}. Where rustup's server can be reached, type: rustup target add {WASM}"
    )
}

/// Whether the compiler that Cargo would take has the standard library for wasm.
fn rustup_has_target(project: &Project) -> bool {
    let libraries = capture(
        Command::new("rustc")
            .args(["--print=target-libdir", "--target", WASM])
            .current_dir(&project.root),
    );
    libraries.is_ok_and(|path| has_std(Path::new(path.trim())))
}

fn has_std(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|entries| {
        entries.flatten().any(|entry| {
            let path = entry.path();
            let is_std = path
                .file_name()
                .and_then(OsStr::to_str)
                .is_some_and(|n| n.starts_with("libstd-"));
            is_std && path.extension() == Some(OsStr::new("rlib"))
        })
    })
}

fn add_by_rustup(project: &Project) -> Result<(), String> {
    // Without the two variables an unreachable server costs three minutes.
    capture_within(
        Command::new("rustup")
            .args(["target", "add", WASM])
            .env("RUSTUP_DOWNLOAD_TIMEOUT", "5")
            .env("RUSTUP_MAX_RETRIES", "0")
            .current_dir(&project.root),
        Duration::from_secs(20),
    )
    .map_err(|failure| failure.to_string())
}

/// A finished folder of an earlier run. The script gives it its name only when it is complete.
fn newest_ready(folder: &Path) -> Option<PathBuf> {
    fs::read_dir(folder)
        .ok()?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            let named = path
                .file_name()
                .and_then(OsStr::to_str)
                .is_some_and(|n| n.starts_with("debian-"));
            named && path.join("bin/cargo").exists()
        })
        .max()
}

fn make_of_debian(project: &Project, folder: &Path) -> Result<PathBuf, String> {
    for needed in ["apt-get", "dpkg"] {
        if which::which(needed).is_err() {
            return Err(format!("no {needed} here"));
        }
    }
    let made = step(
        "wasm toolchain out of Debian's packages (one to two minutes)",
        || {
            capture(
                Command::new("sh")
                    .arg(project.root.join("xtask/debian-wasm.sh"))
                    .arg(folder)
                    .arg(&project.rust_version),
            )
        },
    );
    match made {
        Ok(said) => match said.lines().last().map(PathBuf::from) {
            Some(path) if path.join("bin/cargo").exists() => Ok(path),
            _ => Err("the script named no folder".to_owned()),
        },
        Err(failure) => {
            eprint!("{}", failure.tail());
            Err(failure.to_string())
        }
    }
}
