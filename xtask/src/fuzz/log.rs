//! What libFuzzer tells.

use std::path::Path;

/// The lines that close a run without a finding: how many inputs, and what they covered.
pub(super) fn closing(told: &str) -> Vec<&str> {
    told.lines()
        .filter(|line| line.starts_with("Done ") || line.contains("\tDONE "))
        .map(str::trim)
        .collect()
}

/// The lines that say what went wrong: the panic or libFuzzer's own words, and the input; of a run that
/// never began, its end.
pub(super) fn failure(told: &str) -> Vec<&str> {
    const MOST: usize = 40;
    let lines: Vec<&str> = told.lines().collect();
    let is_first = |line: &&str| line.contains("panicked at") || line.contains("ERROR: libFuzzer");
    let Some(first) = lines.iter().position(is_first) else {
        return lines.into_iter().rev().take(MOST).rev().collect();
    };
    let rest = lines.into_iter().skip(first);
    let mut said: Vec<&str> = rest
        .clone()
        .take_while(|line| {
            !line.starts_with("stack backtrace:") && !line.trim_start().starts_with("#0 ")
        })
        .take(MOST)
        .collect();
    said.extend(rest.filter(|line| line.starts_with("Base64: ")));
    said
}

/// The file that holds the input which went wrong.
pub(super) fn artifact(told: &str) -> Option<&Path> {
    const BEFORE: &str = "Test unit written to ";
    let line = told.lines().rfind(|line| line.contains(BEFORE))?;
    let (_, path) = line.split_once(BEFORE)?;
    Some(Path::new(path.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FINE: &str = "INFO: seed corpus: files: 3 min: 1b max: 9b total: 12b rss: 30Mb\n\
        #3\tINITED cov: 10 ft: 10 corp: 3/12b exec/s: 0 rss: 30Mb\n\
        #900\tDONE   cov: 20 ft: 30 corp: 9/60b lim: 9 exec/s: 450 rss: 31Mb\n\
        Done 900 runs in 2 second(s)\n";

    const PANIC: &str = "#3\tINITED cov: 10 ft: 10 corp: 3/12b exec/s: 0 rss: 30Mb\n\
        thread '<unnamed>' (7) panicked at src/filter.rs:9:5:\nno place\n\
        stack backtrace:\n   0: __rustc\n\
        ==7== ERROR: libFuzzer: deadly signal\n    #0 0x55 in __sanitizer\n    #1 0x56\n\
        artifact_prefix='/p/fuzz/artifacts/filter/'; Test unit written to /p/fuzz/artifacts/filter/crash-1a\n\
        Base64: eA==\n";

    #[test]
    fn a_run_closes_with_its_runs_and_its_coverage() {
        let said = closing(FINE);
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(said[0].contains("cov: 20"), "{said:?}");
        assert_eq!(said[1], "Done 900 runs in 2 second(s)");
    }

    #[test]
    fn a_finding_is_told_with_its_input() {
        let said = failure(PANIC);
        assert_eq!(said.len(), 3, "{said:?}");
        assert_eq!(said[1], "no place");
        assert_eq!(said[2], "Base64: eA==");
        assert_eq!(
            artifact(PANIC),
            Some(Path::new("/p/fuzz/artifacts/filter/crash-1a"))
        );
    }

    #[test]
    fn a_run_that_never_began_is_told_by_its_end() {
        let many: String = (0..100).map(|at| format!("error {at}\n")).collect();
        assert_eq!(failure(&many).last(), Some(&"error 99"));
        assert_eq!(failure(&many).len(), 40);
        assert_eq!(artifact(&many), None);
    }
}
