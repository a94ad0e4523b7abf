//! The scanner of pages against `serde_json`: the law that is fuzzed, over pages that are nearly right.

#[path = "../fuzz/src/scan.rs"]
#[expect(unreachable_pub, reason = "it is public where it is fuzzed")]
mod law;

use proptest::prelude::*;

/// Texts around the sixteen bytes that are looked at in one go.
fn string() -> impl Strategy<Value = String> {
    let plain = "[a-z \u{e9}\u{6f22}\u{1f600}]{0,40}";
    let odd = prop::sample::select(vec![
        "\\n",
        "\\\"",
        "\\\\",
        "\\u0041",
        "\\ud800",
        "\\uD83D\\uDE00",
        "\\x",
        "\\u12",
        "\u{1}",
        "\"",
    ]);
    (plain, prop::option::weighted(0.3, odd), "[a-z]{0,20}")
        .prop_map(|(a, odd, b)| format!("\"{a}{}{b}\"", odd.unwrap_or_default()))
}

fn name() -> impl Strategy<Value = String> {
    let known = [
        "\"id\"",
        "\"name\"",
        "\"a.b\"",
        "\"\"",
        "\"é\"",
        "\"in\"",
        "\"rows\"",
        "\"\\u0069d\"",
        "\"secret\"",
        "\"a name of more than sixteen bytes\"",
        "\"\\ud800\"",
    ];
    prop_oneof![9 => prop::sample::select(known.map(str::to_owned).to_vec()), 1 => string()]
}

fn blank() -> impl Strategy<Value = &'static str> {
    prop_oneof![8 => Just(""), 1 => Just(" "), 1 => Just("\n\t\r  "), 1 => Just("                    ")]
}

fn value() -> impl Strategy<Value = String> {
    let number = prop::sample::select(vec![
        "0",
        "-0",
        "1",
        "12345678901234567890",
        "1.5",
        "-1.50e+3",
        "1E9",
        "01",
        "1.",
        ".5",
        "-",
        "1e",
        "+1",
    ]);
    let word = prop::sample::select(vec!["null", "true", "false", "nul", "nulll", "True", ""]);
    let leaf = prop_oneof![
        6 => string(),
        4 => number.prop_map(str::to_owned),
        4 => word.prop_map(str::to_owned),
    ];
    leaf.prop_recursive(6, 80, 8, |inner| {
        let member =
            (name(), blank(), inner.clone(), blank()).prop_map(|(name, before, value, after)| {
                format!("{name}{before}:{before}{value}{after}")
            });
        prop_oneof![
            prop::collection::vec(inner, 0..5).prop_map(|all| format!("[{}]", all.join(","))),
            prop::collection::vec(member, 0..8).prop_map(|all| format!("{{{}}}", all.join(","))),
        ]
    })
}

/// Rows that are nearly alike, as those of a page are.
fn page() -> impl Strategy<Value = String> {
    let member = (name(), value());
    let row = prop::collection::vec(member, 0..8);
    (row, 0..5_usize, value(), blank()).prop_map(|(row, count, other, blank)| {
        let text = |skip: usize| {
            let members = row.iter().enumerate().filter(|(at, _)| *at != skip);
            let members: Vec<_> = members
                .map(|(_, (name, value))| format!("{name}:{value}"))
                .collect();
            format!("{{{}}}", members.join(","))
        };
        let rows: Vec<_> = (0..count).map(text).collect();
        let rows = format!("{blank}[{}]", rows.join(&format!("{blank},")));
        match count {
            0 | 1 => rows,
            2 => format!("{{\"rows\":{rows},\"x\":{other}}}"),
            _ => format!("{{\"in\":{{\"secret\":{other},\"rows\":{rows}}},\"rows\":{rows}}}"),
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn it_takes_what_serde_json_takes(text in value()) {
        law::scan(&text);
    }

    #[test]
    fn it_finds_what_serde_json_finds(text in page()) {
        law::scan(&text);
    }

    #[test]
    fn a_page_that_is_cut_or_changed_is_seen(text in page(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = text.into_bytes();
        if let Ok(cut) = std::str::from_utf8(&bytes[..at.index(bytes.len())]) {
            law::scan(cut);
        }
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Ok(changed) = std::str::from_utf8(&bytes) {
            law::scan(changed);
        }
    }
}

#[test]
fn depth_costs_no_stack() {
    for depth in [10, 23, 24, 25, 26, 100, 2_000_000] {
        let open = "[".repeat(depth);
        law::scan(&open);
        law::scan(&format!("{open}{}", "]".repeat(depth)));
    }
    for depth in [10, 23, 24, 25, 26, 100] {
        let deep = format!("{}1{}", "{\"id\":[".repeat(depth), "]}".repeat(depth));
        law::scan(&deep);
        law::scan(&format!("{{\"rows\":[{deep},{deep}]}}"));
        law::scan(&deep.replacen('1', "{\"secret\":{\"secret\":[1]},\"x\":2}", 1));
        law::scan(&deep.replacen("]}", "}]", 1));
    }
}

#[test]
fn many_names_are_many_names() {
    let members: Vec<_> = (0..2000)
        .map(|n| format!("\"n{n}\":{{\"m{n}\":{n}}}"))
        .collect();
    let row = format!("{{{},\"id\":1}}", members.join(","));
    law::scan(&format!("[{row},{row}]"));
}
