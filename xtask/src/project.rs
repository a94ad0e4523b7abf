//! Where things lie, and what Cargo knows of the crate.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::command::capture;

/// The crate that becomes the npm package.
pub(crate) const CRATE: &str = "taskweave";

/// The target of every wasm build.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// The workspace.
pub(crate) struct Project {
    /// The workspace's folder, absolute.
    pub(crate) root: PathBuf,
    /// Cargo's target folder, absolute.
    pub(crate) target: PathBuf,
    /// Whether it is a copy of the sources. What is compiled of it for wasm has a folder of its own: Cargo
    /// gives the wasm of both one name, and would take that of the one for fresh beside the other.
    pub(crate) is_copy: bool,
    /// The crate's manifest fields as Cargo reads them.
    pub(crate) version: String,
    pub(crate) description: Option<String>,
    pub(crate) license: Option<String>,
    pub(crate) rust_version: String,
}

impl Project {
    /// Asks Cargo.
    pub(crate) fn find() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .context("xtask has no folder above it")?
            .to_owned();
        let text = capture(
            Command::new("cargo")
                .args(["metadata", "--no-deps", "--format-version=1"])
                .current_dir(&root),
        )?;
        let metadata: Value = serde_json::from_str(&text).context("cargo metadata")?;
        let package = metadata
            .get("packages")
            .and_then(Value::as_array)
            .and_then(|all| {
                all.iter()
                    .find(|one| text_of(one, "name").as_deref() == Some(CRATE))
            })
            .with_context(|| format!("the workspace has no package `{CRATE}`"))?;
        Ok(Self {
            target: text_of(&metadata, "target_directory")
                .context("no target folder")?
                .into(),
            is_copy: false,
            version: text_of(package, "version").context("no version")?,
            description: text_of(package, "description"),
            license: text_of(package, "license"),
            rust_version: text_of(package, "rust_version").context("no rust-version")?,
            root,
        })
    }

    /// The folder of the npm tools and tests.
    pub(crate) fn tests(&self) -> PathBuf {
        self.root.join("tests")
    }

    /// A Cargo command for the machine itself.
    pub(crate) fn cargo(&self) -> Command {
        let mut command = Command::new("cargo");
        // The folder that Cargo named itself; of a copy of the sources, that of the checkout.
        command
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", &self.target);
        command
    }

    /// A Node command, run in the workspace's folder.
    pub(crate) fn node(&self) -> Command {
        let mut command = Command::new("node");
        command.current_dir(&self.root);
        command
    }

    /// Makes sure that the locked bindgen tooling speaks the crate's own wasm-bindgen version.
    pub(crate) fn bindgen_version(&self) -> Result<String> {
        let path = self.root.join("Cargo.lock");
        let text =
            fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        one_bindgen_version(&text)
    }
}

fn text_of(value: &Value, key: &str) -> Option<String> {
    value.get(key).and_then(Value::as_str).map(str::to_owned)
}

/// The one version of wasm-bindgen and its tooling in a lock file, or an error that names the two.
fn one_bindgen_version(lock: &str) -> Result<String> {
    let lock: toml::Table = lock.parse().context("Cargo.lock")?;
    let version = |name: &str| {
        lock.get("package")
            .and_then(toml::Value::as_array)
            .into_iter()
            .flatten()
            .find(|package| package.get("name").and_then(toml::Value::as_str) == Some(name))
            .and_then(|package| package.get("version").and_then(toml::Value::as_str))
            .map(str::to_owned)
            .with_context(|| format!("Cargo.lock has no {name}"))
    };
    let of_crate = version("wasm-bindgen")?;
    for tool in ["wasm-bindgen-cli-support", "wasm-bindgen-cli"] {
        let of_tool = version(tool)?;
        if of_tool != of_crate {
            bail!(
                "Cargo.lock has wasm-bindgen {of_crate} but {tool} {of_tool}; the two must be the \
                 same. Type: cargo update --package {tool} --precise {of_crate}"
            );
        }
    }
    Ok(of_crate)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lock(of_crate: &str, of_tool: &str) -> String {
        [
            ("wasm-bindgen", of_crate),
            ("wasm-bindgen-cli", of_tool),
            ("wasm-bindgen-cli-support", of_tool),
        ]
        .map(|(name, version)| format!("[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n"))
        .join("\n")
    }

    #[test]
    fn equal_versions_pass() {
        assert_eq!(
            one_bindgen_version(&lock("0.2.130", "0.2.130")).unwrap(),
            "0.2.130"
        );
    }

    #[test]
    fn a_difference_is_named_with_the_command_that_mends_it() {
        let said = one_bindgen_version(&lock("0.2.131", "0.2.130"))
            .unwrap_err()
            .to_string();
        assert!(
            said.contains("wasm-bindgen 0.2.131 but wasm-bindgen-cli-support 0.2.130"),
            "{said}"
        );
        assert!(said.contains("--precise 0.2.131"), "{said}");
    }

    #[test]
    fn cargo_knows_the_project() {
        let project = Project::find().unwrap();
        assert_eq!(project.version, env!("CARGO_PKG_VERSION"));
        assert!(project.root.join("Cargo.lock").is_file());
        project.bindgen_version().unwrap();
    }
}
