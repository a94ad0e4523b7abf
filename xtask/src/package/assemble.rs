//! The folder that `npm pack` packs.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use serde_json::{Map, Value};

use crate::project::Project;

/// Files by their names in the package.
type Files = BTreeMap<String, Vec<u8>>;

/// Fills `out` with the generated files, the entries, the texts and the manifest. Files that are
/// right already are left alone, and what does not belong there goes.
pub(super) fn assemble(project: &Project, generated: &Path, out: &Path) -> Result<()> {
    let mut files = Files::new();
    read_into(&mut files, generated, "", &|name| name != "sizes.json")?;
    // The entries come second: their types of the wasm file take the place of the generated ones,
    // which describe what the instance exports and not what an import of the file gives.
    read_into(
        &mut files,
        &project.root.join("src/js/entries"),
        "",
        &|_| true,
    )?;
    let is_text = |name: &str| name == "README.md" || name.starts_with("LICENSE");
    for entry in fs::read_dir(&project.root)?.flatten() {
        if let Some(name) = entry.file_name().to_str().filter(|name| is_text(name)) {
            files.insert(name.to_owned(), fs::read(entry.path())?);
        }
    }
    let path = project.root.join("pkg.json");
    let text = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    let manifest = manifest(project, &text)?;
    files.insert(
        "package.json".to_owned(),
        (serde_json::to_string_pretty(&manifest)? + "\n").into(),
    );
    all_named_exist(&manifest, &files)?;
    write(&files, out)
}

fn read_into(
    files: &mut Files,
    folder: &Path,
    prefix: &str,
    wanted: &dyn Fn(&str) -> bool,
) -> Result<()> {
    let entries = fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        let name = entry
            .file_name()
            .into_string()
            .ok()
            .context("a file name is not UTF-8")?;
        let name = format!("{prefix}{name}");
        if entry.file_type()?.is_dir() {
            read_into(files, &entry.path(), &format!("{name}/"), wanted)?;
        } else if wanted(&name) {
            files.insert(name, fs::read(entry.path())?);
        }
    }
    Ok(())
}

/// `pkg.json` over what Cargo knows. The version is always Cargo's.
fn manifest(project: &Project, overlay: &str) -> Result<Value> {
    let overlay: Map<String, Value> = serde_json::from_str(overlay).context("pkg.json")?;
    if overlay.contains_key("version") {
        bail!("pkg.json has a version; it is Cargo.toml's to say, so delete it there");
    }
    let mut manifest = Map::new();
    manifest.insert("name".to_owned(), crate::project::CRATE.into());
    manifest.insert("version".to_owned(), project.version.clone().into());
    for (key, value) in [
        ("description", &project.description),
        ("license", &project.license),
    ] {
        if let Some(value) = value {
            manifest.insert(key.to_owned(), value.clone().into());
        }
    }
    manifest.extend(overlay);
    Ok(Value::Object(manifest))
}

/// An export that names a file which the package lacks is found here, not by a user.
fn all_named_exist(manifest: &Value, files: &Files) -> Result<()> {
    let mut named = Vec::new();
    for key in ["exports", "main", "module", "types", "files", "sideEffects"] {
        collect(manifest.get(key), &mut named);
    }
    for name in named {
        let plain = name.trim_start_matches("./");
        if !plain.contains('*') && !files.contains_key(plain) {
            let all: Vec<&str> = files.keys().map(String::as_str).collect();
            bail!(
                "pkg.json names {name}, which the package lacks; it has {}",
                all.join(", ")
            );
        }
    }
    Ok(())
}

fn collect<'a>(value: Option<&'a Value>, named: &mut Vec<&'a str>) {
    match value {
        Some(Value::String(name)) => named.push(name),
        Some(Value::Array(items)) => items.iter().for_each(|item| collect(Some(item), named)),
        Some(Value::Object(items)) => items.values().for_each(|item| collect(Some(item), named)),
        _ => {}
    }
}

fn write(files: &Files, out: &Path) -> Result<()> {
    // A mistyped `--out` must not cost anyone a folder of their own.
    let foreign = out.is_dir() && !out.join("package.json").is_file();
    if foreign && fs::read_dir(out)?.next().is_some() {
        bail!(
            "{} is neither empty nor a package; choose another folder",
            out.display()
        );
    }
    fs::create_dir_all(out).with_context(|| format!("making {}", out.display()))?;
    remove_others(files, out, "")?;
    for (name, content) in files {
        let path = out.join(name);
        if fs::read(&path).is_ok_and(|found| found == *content) {
            continue;
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, content).with_context(|| format!("writing {}", path.display()))?;
    }
    Ok(())
}

fn remove_others(files: &Files, folder: &Path, prefix: &str) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            let inside = format!("{name}/");
            if files.keys().any(|file| file.starts_with(&inside)) {
                remove_others(files, &entry.path(), &inside)?;
            } else {
                fs::remove_dir_all(entry.path())?;
            }
        } else if !files.contains_key(&name) && entry.path().extension() != Some(OsStr::new("tgz"))
        {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_export_without_its_file_is_refused() {
        let manifest = serde_json::json!({ "exports": { ".": { "node": "./node.js" } } });
        let mut files = Files::new();
        files.insert("other.js".to_owned(), Vec::new());
        let said = all_named_exist(&manifest, &files).unwrap_err().to_string();
        assert!(
            said.contains("names ./node.js, which the package lacks; it has other.js"),
            "{said}"
        );
        files.insert("node.js".to_owned(), Vec::new());
        all_named_exist(&manifest, &files).unwrap();
    }

    #[test]
    fn the_version_is_cargos_and_the_overlay_wins_elsewhere() {
        let project = Project::find().unwrap();
        let made = manifest(&project, r#"{ "name": "other", "type": "module" }"#).unwrap();
        assert_eq!(
            made.get("version").and_then(Value::as_str),
            Some(project.version.as_str())
        );
        assert_eq!(made.get("name").and_then(Value::as_str), Some("other"));
        let said = manifest(&project, r#"{ "version": "9.9.9" }"#)
            .unwrap_err()
            .to_string();
        assert!(said.contains("Cargo.toml"), "{said}");
    }

    #[test]
    fn a_folder_of_someone_else_is_left_alone() {
        let said = write(&Files::new(), Path::new(env!("CARGO_MANIFEST_DIR")))
            .unwrap_err()
            .to_string();
        assert!(said.contains("neither empty nor a package"), "{said}");
    }
}
