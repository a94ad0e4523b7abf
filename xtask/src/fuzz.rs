//! `cargo xtask fuzz`, and the step `fuzz` of the tests: inputs that libFuzzer thinks up, held against
//! the laws in `fuzz/`. The compiler is the stable one: what a sanitizer finds needs `unsafe`, which
//! this project has none of. Overflow checks and debug assertions are on.

mod log;

use std::collections::VecDeque;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::thread;

use anyhow::{Context as _, Result, bail};

use crate::command::run;
use crate::project::Project;
use crate::setup;

/// How long each target runs among the tests.
pub(crate) const SECONDS: u32 = 30;

/// An input that takes longer, in seconds, is a finding.
const SLOWEST: u32 = 10;
/// So is one that takes more memory, in MiB.
const LARGEST: u32 = 2048;

/// No input is longer, in bytes, and longer ones are tried soon: by libFuzzer's own measure thirty
/// seconds would end before a filter meets its second row.
const LENGTHS: [&str; 2] = ["-max_len=1024", "-len_control=10"];

/// The targets and the program that runs them.
pub(crate) struct Fuzzer<'a> {
    project: &'a Project,
    program: PathBuf,
    targets: Vec<String>,
}

impl<'a> Fuzzer<'a> {
    /// Sets up what is missing for one target or all.
    pub(crate) fn set_up(project: &'a Project, target: Option<&str>) -> Result<Self> {
        let mut targets = targets(project)?;
        if let Some(target) = target {
            if !targets.iter().any(|one| one == target) {
                bail!(
                    "there is no target `{target}`; the targets are {}",
                    targets.join(", ")
                );
            }
            targets = vec![target.to_owned()];
        }
        Ok(Self {
            project,
            program: setup::fuzz::cargo_fuzz(project)?,
            targets,
        })
    }

    /// Runs each target for so long, as many at a time as there are processors, and fails on a
    /// finding.
    pub(crate) fn run(&self, seconds: u32) -> Result<()> {
        run(&mut self.cargo_fuzz("build"))?;
        let waiting = Mutex::new(self.targets.iter().collect::<VecDeque<_>>());
        let failed = Mutex::new(Vec::new());
        let next = || lock(&waiting).pop_front();
        let work = || {
            while let Some(target) = next() {
                if let Err(error) = self.run_one(target, seconds) {
                    eprintln!("{target}: {error:#}");
                    lock(&failed).push(target.as_str());
                }
            }
        };
        let workers = thread::available_parallelism().map_or(1, usize::from);
        thread::scope(|scope| {
            for _ in 0..workers.min(self.targets.len()) {
                scope.spawn(work);
            }
        });
        let failed = lock(&failed);
        if !failed.is_empty() {
            bail!("findings in {}", failed.join(", "));
        }
        Ok(())
    }

    /// Runs the targets once more, over one input alone.
    pub(crate) fn repeat(&self, input: &Path) -> Result<()> {
        for target in &self.targets {
            run(self.cargo_fuzz("run").arg(target).arg(input))?;
        }
        Ok(())
    }

    fn run_one(&self, target: &str, seconds: u32) -> Result<()> {
        let found = self.folder("corpus", target)?;
        let log = self.folder("log", "")?.join(format!("{target}.txt"));
        let file = File::create(&log).with_context(|| format!("writing {}", log.display()))?;
        println!("{target}: {seconds} s, told in {}", log.display());
        let fuzz = self.project.root.join("fuzz");
        let mut command = self.cargo_fuzz("run");
        command
            .arg(target)
            // What is found goes to the first; both are where it begins.
            .arg(&found)
            .arg(fuzz.join("corpus").join(target))
            .arg("--")
            .arg(format!("-max_total_time={seconds}"))
            .arg(format!("-timeout={SLOWEST}"))
            .arg(format!("-rss_limit_mb={LARGEST}"))
            .args(LENGTHS);
        let words = fuzz.join("dictionaries").join(format!("{target}.dict"));
        if words.is_file() {
            command.arg(format!("-dict={}", words.display()));
        }
        command.stdout(file.try_clone()?).stderr(file);
        let status = command.status().context("cannot start cargo-fuzz")?;
        let told = fs::read(&log).with_context(|| format!("reading {}", log.display()))?;
        let told = String::from_utf8_lossy(&told);
        if !status.success() {
            let repeat = log::artifact(&told).map(|path| {
                let path = path.strip_prefix(&self.project.root).unwrap_or(path);
                format!(
                    "\nto repeat it: cargo xtask fuzz {target} --repeat {}",
                    path.display()
                )
            });
            bail!(
                "{}{}",
                log::failure(&told).join("\n"),
                repeat.unwrap_or_default()
            );
        }
        println!("{target}: {}", log::closing(&told).join("; "));
        Ok(())
    }

    fn cargo_fuzz(&self, word: &str) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args([
                word,
                "--sanitizer=none",
                "--codegen-units=4",
                "--target-dir",
            ])
            .arg(target_folder(self.project))
            .current_dir(&self.project.root);
        command
    }

    fn folder(&self, kind: &str, name: &str) -> Result<PathBuf> {
        let folder = target_folder(self.project).join(kind).join(name);
        fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
        Ok(folder)
    }
}

/// Where all of the fuzz crate is built.
pub(crate) fn target_folder(project: &Project) -> PathBuf {
    project.target.join("fuzz")
}

/// The manifest of the fuzz crate, which is a workspace of its own.
pub(crate) fn manifest(project: &Project) -> PathBuf {
    project.root.join("fuzz").join("Cargo.toml")
}

/// The targets, in the order of the manifest.
fn targets(project: &Project) -> Result<Vec<String>> {
    let path = manifest(project);
    let text = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    let manifest: toml::Table = text.parse().context("fuzz/Cargo.toml")?;
    let bins = manifest.get("bin").and_then(toml::Value::as_array);
    Ok(bins
        .into_iter()
        .flatten()
        .filter_map(|bin| bin.get("name")?.as_str().map(str::to_owned))
        .collect())
}

/// What a panicking holder left behind is still whole: no holder leaves half of a change.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}
