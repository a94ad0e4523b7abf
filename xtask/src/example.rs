//! The proof that a fifth platform is one folder, one simulator, its fixtures and one line in each of the
//! two registries: a copy of the sources is given the platform of `tests/example`, and what holds of every
//! platform is run there.

mod copy;

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};

use self::copy::Files;
use crate::command::run;
use crate::fuzz;
use crate::package;
use crate::project::{CRATE, Project};
use crate::setup::wasm::Toolchain;

/// Where the platform waits: it is no part of the product.
const SOURCE: &str = "tests/example";

/// Folders of the platform, and where each is put.
const FOLDERS: [(&str, &str); 3] = [
    ("platform", "src/platforms/example"),
    ("simulator", "tests/simulators/example"),
    ("fixtures", "tests/golden/example"),
];

/// A line that is put behind another one.
struct Line {
    file: &'static str,
    /// The end of the line before it.
    behind: &'static str,
    line: &'static str,
}

/// The registries' lines. What stands in them is in order by name.
const LINES: [Line; 2] = [
    Line {
        file: "src/platforms/mod.rs",
        behind: "\"ACCELO\" accelo,",
        line: "    Example \"EXAMPLE\" example,",
    },
    Line {
        file: "tests/simulators/registry.js",
        behind: "from \"./accelo/platform.js\";",
        line: "export { default as example } from \"./example/platform.js\";",
    },
];

/// What is written anew from the code, by `UPDATE_GOLDEN=1 cargo test --test docs`.
const GENERATED: [&str; 2] = ["PLATFORMS.md", "README.md"];

/// The tests in Rust that go through every platform.
const RUST_TESTS: [&str; 6] = [
    "platforms",
    "golden",
    "docs",
    "translate",
    "table",
    "narrow",
];

/// The Node tests that are run there: the simulators' own registry, the generic ones over every platform,
/// and those of the platform itself.
const NODE_TESTS: [&str; 9] = [
    "tests/simulators/index.test.js",
    "tests/simulators/shared/faults.test.js",
    "tests/simulators/example/example.test.js",
    "tests/simulators/shared/faults-plan.test.js",
    "tests/walk/bad-pages.test.js",
    "tests/walk/details.test.js",
    "tests/walk/get.test.js",
    "tests/walk/order.test.js",
    "tests/example/merged.test.js",
];

/// Makes the copy, adds the platform, runs the tests, and looks at what was touched for it.
pub(crate) fn example(project: &Project, toolchain: &Toolchain) -> Result<()> {
    let root = project.target.join("example");
    let sources = copy::sources(project)?;
    let mut files = sources.clone();
    add_platform(&mut files)?;
    copy::put(project, files, &root)?;
    let copy = Project {
        root,
        target: project.target.clone(),
        is_copy: true,
        version: project.version.clone(),
        description: project.description.clone(),
        license: project.license.clone(),
        rust_version: project.rust_version.clone(),
    };

    run(copy
        .cargo()
        .args(["test", "--package", CRATE, "--test", "docs"])
        .env("UPDATE_GOLDEN", "1"))?;
    run(copy
        .cargo()
        .args(["test", "--package", CRATE, "--lib", "--"])
        .args(["platforms::example", "platforms::probe"]))?;
    let mut generic = copy.cargo();
    generic.args(["test", "--package", CRATE]);
    // The same properties are held to thousands of cases in the checkout.
    generic.env("PROPTEST_CASES", "48");
    for test in RUST_TESTS {
        generic.args(["--test", test]);
    }
    run(&mut generic)?;
    run(copy
        .cargo()
        .args(["check", "--manifest-path"])
        .arg(fuzz::manifest(&copy))
        .args(["--no-default-features", "--target-dir"])
        .arg(fuzz::target_folder(&copy)))?;
    node(&copy, toolchain)?;
    touched(&sources, &copy.root)
}

/// The package with the platform in it, its types, and the tests in JavaScript.
fn node(copy: &Project, toolchain: &Toolchain) -> Result<()> {
    let package = copy.root.join("pkg");
    package::build(copy, toolchain, &package)?;
    run(copy
        .node()
        .arg("tests/node_modules/typescript/bin/tsc")
        .args(["--project", "tests/example/tsconfig.json"]))?;
    run(copy
        .node()
        .args(["--test", "--test-reporter=spec"])
        .args(NODE_TESTS)
        .env("TASKWEAVE_PKG", &package))
}

/// Puts the platform in its places, and its lines into the registries.
fn add_platform(files: &mut Files) -> Result<()> {
    for (from, to) in FOLDERS {
        let from = format!("{SOURCE}/{from}/");
        let own: Vec<String> = files
            .keys()
            .filter(|name| name.starts_with(&from))
            .cloned()
            .collect();
        for name in own {
            if let (Some(bytes), Some(below)) = (files.remove(&name), name.strip_prefix(&from)) {
                files.insert(format!("{to}/{below}"), bytes);
            }
        }
    }
    for Line { file, behind, line } in LINES {
        let text = files
            .get(file)
            .with_context(|| format!("there is no {file}"))?;
        let text = String::from_utf8(text.clone()).with_context(|| file.to_owned())?;
        let before = format!("{behind}\n");
        let Some((start, end)) = text.split_once(&before) else {
            bail!("{file} has no line that ends with `{behind}`: {SOURCE} cannot be registered");
        };
        let text = format!("{start}{before}{line}\n{end}");
        files.insert(file.to_owned(), text.into_bytes());
    }
    Ok(())
}

/// Compares the copy with what it was made from, path by path.
fn touched(sources: &Files, copy: &Path) -> Result<()> {
    let mut added = [0_usize; FOLDERS.len()];
    let mut changed = Vec::new();
    for name in copy::names(copy)? {
        let of = |(_, folder): &(&str, &str)| name.starts_with(&format!("{folder}/"));
        if let Some(count) = FOLDERS.iter().position(of).and_then(|at| added.get_mut(at)) {
            *count += 1;
            continue;
        }
        let there = fs::read(copy.join(&name))?;
        if sources.get(&name) == Some(&there) {
            continue;
        }
        changed.push(name);
    }
    println!("\na fifth platform touched");
    for ((_, folder), count) in FOLDERS.iter().zip(added) {
        println!("    {folder}: {count} files of its own");
        if count == 0 {
            bail!("{folder} is empty: nothing was proven");
        }
    }
    for name in &changed {
        println!("    {name}: {}", what(name));
    }
    let mut expected: Vec<&str> = LINES.iter().map(|line| line.file).collect();
    expected.extend(GENERATED);
    expected.sort_unstable();
    changed.sort_unstable();
    if changed != expected {
        bail!(
            "a fifth platform should touch {} beside its folders, but it touched {}",
            expected.join(", "),
            changed.join(", ")
        );
    }
    for name in GENERATED {
        if !fs::read_to_string(copy.join(name))?.contains("Example") {
            bail!("{name} does not list the platform");
        }
    }
    Ok(())
}

fn what(name: &str) -> &'static str {
    if LINES.iter().any(|line| line.file == name) {
        "one line"
    } else if GENERATED.contains(&name) {
        "written anew by a test"
    } else {
        "should not have been"
    }
}
