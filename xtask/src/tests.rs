//! `cargo xtask test`: every test there is, step by step.

use std::cell::OnceCell;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::check;
use crate::command::run;
use crate::example;
use crate::fuzz::{self, Fuzzer};
use crate::package;
use crate::project::{CRATE, Project, WASM};
use crate::setup;
use crate::setup::chromium::Chromium;
use crate::setup::wasm::Toolchain;

/// The word by which Cargo calls this program as the runner of wasm tests.
pub(crate) const RUNNER: &str = "wasm-test-runner";

/// A Node test that says nothing for so long, in milliseconds, hangs. A first run of the toolchain
/// tests compiles a standard library.
const NODE_TIMEOUT: &str = "--test-timeout=900000";

/// What a step does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Work {
    Check,
    Native,
    Fuzz,
    WasmInNode,
    WasmInBrowser,
    Build,
    /// A fifth platform, in a copy of the sources.
    Example,
    /// Node's test runner over `tests/<name of the step>`.
    Node(Needs),
}

/// What the Node tests of a folder need beside the npm packages.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needs {
    Nothing,
    /// Python with the clients of `tests/third-party`.
    Clients,
    Package,
    PackageAndChromium,
}

const STEPS: &[(&str, Work)] = &[
    ("check", Work::Check),
    ("native", Work::Native),
    ("fuzz", Work::Fuzz),
    ("wasm-node", Work::WasmInNode),
    ("wasm-browser", Work::WasmInBrowser),
    ("build", Work::Build),
    ("example", Work::Example),
    ("simulators", Work::Node(Needs::Nothing)),
    ("third-party", Work::Node(Needs::Clients)),
    ("edge", Work::Node(Needs::Package)),
    ("walk", Work::Node(Needs::Package)),
    ("conformance", Work::Node(Needs::Package)),
    ("browser", Work::Node(Needs::PackageAndChromium)),
    ("packaging", Work::Node(Needs::PackageAndChromium)),
    ("probe", Work::Node(Needs::Package)),
    ("toolchain", Work::Node(Needs::Package)),
];

/// Names the steps.
pub(crate) fn list() {
    for (name, _) in STEPS {
        println!("{name}");
    }
}

/// Runs the steps named, or all. Each runs even if one before it failed.
pub(crate) fn test(project: &Project, only: &[String]) -> Result<()> {
    if let Some(wrong) = only
        .iter()
        .find(|name| STEPS.iter().all(|(step, _)| step != name))
    {
        let all: Vec<&str> = STEPS.iter().map(|(name, _)| *name).collect();
        bail!(
            "there is no step `{wrong}`; the steps are {}",
            all.join(", ")
        );
    }
    let asked = |name: &str| only.is_empty() || only.iter().any(|one| one == name);
    let mut bench = Bench::new(project);
    let mut steps = Vec::new();
    for (name, work) in STEPS.iter().copied().filter(|(name, _)| asked(name)) {
        let files = match work {
            Work::Node(_) => test_files(&project.tests().join(name))?,
            _ => Vec::new(),
        };
        if matches!(work, Work::Node(_)) && files.is_empty() {
            if only.is_empty() {
                continue;
            }
            bail!("tests/{name} has no *.test.js");
        }
        steps.push((name, work, files));
    }
    bench.set_up(steps.iter().map(|(_, work, _)| *work))?;

    let mut report = Vec::new();
    for (name, work, files) in steps {
        println!("\n=== {name}");
        let start = Instant::now();
        let result = bench.step(work, &files);
        if let Err(error) = &result {
            println!("{name}: {error:#}");
        }
        report.push((name, start.elapsed(), result.is_ok()));
    }
    summary(&report)
}

fn summary(report: &[(&str, Duration, bool)]) -> Result<()> {
    println!("\n=== summary");
    for (name, time, ok) in report {
        let word = if *ok { "ok" } else { "failed" };
        println!("{name:<14}{:>7.1} s  {word}", time.as_secs_f32());
    }
    let failed: Vec<&str> = report
        .iter()
        .filter(|(.., ok)| !ok)
        .map(|(name, ..)| *name)
        .collect();
    if failed.is_empty() {
        return Ok(());
    }
    bail!("failed: {}", failed.join(", "))
}

/// What the steps share, set up before the first of them.
struct Bench<'a> {
    project: &'a Project,
    toolchain: Option<Toolchain>,
    chromium: Option<Chromium>,
    fuzzer: Option<Fuzzer<'a>>,
    /// See [`setup::python`].
    python: Option<PathBuf>,
    package: OnceCell<PathBuf>,
}

impl<'a> Bench<'a> {
    fn new(project: &'a Project) -> Self {
        Self {
            project,
            toolchain: None,
            chromium: None,
            fuzzer: None,
            python: None,
            package: OnceCell::new(),
        }
    }

    fn set_up(&mut self, steps: impl Iterator<Item = Work>) -> Result<()> {
        for work in steps {
            let node = matches!(
                work,
                Work::Check | Work::Build | Work::Example | Work::Node(_)
            );
            let wasm = !matches!(
                work,
                Work::Native | Work::Fuzz | Work::Node(Needs::Nothing | Needs::Clients)
            );
            let browser = matches!(
                work,
                Work::WasmInBrowser | Work::Node(Needs::PackageAndChromium)
            );
            if work == Work::Check {
                setup::components::components(self.project)?;
            }
            if wasm && self.toolchain.is_none() {
                self.toolchain = Some(setup::wasm::toolchain(self.project)?);
            }
            if node || wasm {
                setup::npm::packages(self.project)?;
            }
            if browser && self.chromium.is_none() {
                self.chromium = Some(setup::chromium::chromium()?);
            }
            if work == Work::Node(Needs::Clients) {
                self.python = Some(setup::python::environment(self.project)?);
            }
            if work == Work::Fuzz {
                self.fuzzer = Some(Fuzzer::set_up(self.project, None)?);
            }
        }
        Ok(())
    }

    fn step(&self, work: Work, files: &[PathBuf]) -> Result<()> {
        match work {
            Work::Check => check::check(self.project),
            Work::Native => self.native(),
            Work::Fuzz => self.fuzz(),
            Work::WasmInNode => self.wasm(None),
            Work::WasmInBrowser => self.wasm(Some(self.chromium()?)),
            Work::Build => self.build().map(|_| ()),
            Work::Example => example::example(self.project, self.toolchain()?),
            Work::Node(needs) => self.node(needs, files),
        }
    }

    fn toolchain(&self) -> Result<&Toolchain> {
        self.toolchain
            .as_ref()
            .context("the wasm toolchain was not set up")
    }

    fn chromium(&self) -> Result<&Chromium> {
        self.chromium.as_ref().context("Chromium was not set up")
    }

    /// The package, built once a run.
    fn build(&self) -> Result<&Path> {
        if let Some(done) = self.package.get() {
            return Ok(done);
        }
        let out = self.project.root.join("pkg");
        package::build(self.project, self.toolchain()?, &out)?;
        Ok(self.package.get_or_init(|| out))
    }

    /// Apart for the same reason as in [`check::check`].
    fn native(&self) -> Result<()> {
        run(self
            .project
            .cargo()
            .args(["test", "--workspace", "--exclude=xtask"]))?;
        run(self.project.cargo().args(["test", "--package=xtask"]))
    }

    fn fuzz(&self) -> Result<()> {
        let fuzzer = self.fuzzer.as_ref().context("fuzzing was not set up")?;
        fuzzer.run(fuzz::SECONDS)
    }

    /// The same test binaries in Node and, with `browser`, in headless Chromium.
    fn wasm(&self, browser: Option<&Chromium>) -> Result<()> {
        let tests = wasm_tests(self.project)?;
        if tests.is_empty() {
            bail!("there is no tests/wasm*.rs");
        }
        let mut command = self.toolchain()?.cargo(self.project);
        command.args(["test", "--package", CRATE, "--target", WASM]);
        for test in tests {
            command.arg("--test").arg(test);
        }
        // A list and not the variable of the same meaning: that one is cut at every space.
        let program = env::current_exe().context("where is this program?")?;
        let runner = toml::Value::Array(vec![
            program.to_string_lossy().into_owned().into(),
            RUNNER.into(),
        ]);
        command
            .arg("--config")
            .arg(format!("target.{WASM}.runner={runner}"));
        if let Some(chromium) = browser {
            command
                .env("WASM_BINDGEN_USE_BROWSER", "1")
                .env("CHROMEDRIVER", &chromium.driver)
                .env(
                    "WASM_BINDGEN_TEST_WEBDRIVER_JSON",
                    setup::chromium::webdriver_json(self.project, chromium)?,
                )
                .env("WASM_BINDGEN_TEST_TIMEOUT", "120");
        }
        run(&mut command)
    }

    fn node(&self, needs: Needs, files: &[PathBuf]) -> Result<()> {
        let mut command: Command = self.project.node();
        command
            .args(["--test", "--test-reporter=spec", NODE_TIMEOUT])
            .args(files);
        command.env(
            "TASKWEAVE_XTASK",
            env::current_exe().context("where is this program?")?,
        );
        match needs {
            Needs::Nothing => {}
            Needs::Clients => {
                let python = self.python.as_ref().context("Python was not set up")?;
                command.env("TASKWEAVE_PYTHON", python);
            }
            Needs::Package | Needs::PackageAndChromium => {
                command.env("TASKWEAVE_PKG", self.build()?);
            }
        }
        let found = self
            .chromium
            .as_ref()
            .map(|chromium| chromium.browser.clone());
        if let Some(browser) = found.or_else(setup::chromium::browser) {
            command.env("CHROME", browser);
        }
        run(&mut command)
    }
}

/// The names of the integration tests that run as wasm: `tests/wasm*.rs`.
pub(crate) fn wasm_tests(project: &Project) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(project.tests()).context("reading tests/")? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if let Some(stem) = name
            .strip_suffix(".rs")
            .filter(|stem| stem.starts_with("wasm"))
        {
            names.push(stem.to_owned());
        }
    }
    names.sort();
    Ok(names)
}

/// All `*.test.js` below a folder, in order; none if there is no such folder.
fn test_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            if entry.file_name() != "node_modules" {
                found.extend(test_files(&path)?);
            }
        } else if path.to_string_lossy().ends_with(".test.js") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
