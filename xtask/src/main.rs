//! The one tool of this workspace: it sets up what is missing, builds, tests, serves and measures.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line tool speaks on its standard streams"
)]

mod bench;
mod check;
mod command;
mod example;
mod fuzz;
mod package;
mod probe;
mod project;
mod serve;
mod setup;
mod tests;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::project::Project;

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version, about)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Leave the npm package in pkg/ and print the size of the wasm
    Build {
        /// The folder of the package
        #[arg(long, value_name = "FOLDER", default_value = "pkg")]
        out: PathBuf,
    },
    /// Check format, lints and types: cargo fmt, clippy, tsc, eslint
    Check,
    /// Format all of the Rust; `cargo fmt` does not find the platforms' rooms
    Fmt,
    /// Run every test there is
    Test {
        /// Run these steps alone, separated by commas
        #[arg(long, value_name = "STEP", value_delimiter = ',')]
        only: Vec<String>,
        /// Name the steps and run none
        #[arg(long)]
        list: bool,
    },
    /// Hold the parsers and the evaluator against inputs that libFuzzer thinks up
    Fuzz {
        /// One target alone
        target: Option<String>,
        /// How long each target runs
        #[arg(long, default_value_t = fuzz::SECONDS, value_parser = clap::value_parser!(u32).range(1..))]
        seconds: u32,
        /// Run the target over this input alone
        #[arg(
            long,
            value_name = "FILE",
            requires = "target",
            conflicts_with = "seconds"
        )]
        repeat: Option<PathBuf>,
    },
    /// Tell by reads alone how real accounts behave where the documents leave it open
    Probe {
        /// The connections: {"connections": [...]}, as a client takes them
        file: PathBuf,
        /// The folder of the findings and of the answers, without credentials and texts
        #[arg(long, value_name = "FOLDER", default_value = "target/probe")]
        out: PathBuf,
        /// Send all calls to this base instead, the platform's host as first part of the path
        #[arg(long, value_name = "URL")]
        through: Option<String>,
        /// Use refresh tokens too; where a platform gives another one, it is written into the file
        #[arg(long)]
        renew: bool,
    },
    /// Build and serve the page and the edge handler
    Serve {
        /// The port to listen on
        #[arg(long, default_value_t = 8787)]
        port: u16,
        /// Handed on to the server as they are
        #[arg(last = true)]
        rest: Vec<OsString>,
    },
    /// Build, measure against the peers, and write the report into the README
    Bench(bench::Options),
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let mut args = std::env::args_os();
    let _program = args.next();
    // Called by `cargo test` for each wasm test binary, with arguments of the runner's own.
    if args.next().is_some_and(|first| first == tests::RUNNER) {
        env_logger::init();
        let all = std::iter::once(OsString::from(tests::RUNNER)).chain(args);
        return wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(all);
    }
    let task = Cli::parse().task;
    let project = Project::find()?;
    match task {
        Task::Build { out } => package::build_set_up(&project, &project.root.join(out)),
        Task::Check => check::check(&project),
        Task::Fmt => check::format(&project, &[]),
        Task::Test { list: true, .. } => {
            tests::list();
            Ok(())
        }
        Task::Test { only, .. } => tests::test(&project, &only),
        Task::Fuzz {
            target,
            seconds,
            repeat,
        } => {
            let fuzzer = fuzz::Fuzzer::set_up(&project, target.as_deref())?;
            match repeat {
                Some(input) => fuzzer.repeat(&std::path::absolute(input)?),
                None => fuzzer.run(seconds),
            }
        }
        Task::Probe {
            file,
            out,
            through,
            renew,
        } => probe::probe(&probe::Options {
            file: &file,
            out: &project.root.join(out),
            through: through.as_deref(),
            renew,
        }),
        Task::Serve { port, rest } => serve::serve(&project, port, &rest),
        Task::Bench(options) => bench::bench(&project, &options),
    }
}
