//! The grammar that the module's documentation gives is the one that is read.

use proptest::prelude::*;
use proptest::sample::select;
use taskweave::error::Code;
use taskweave::filter::{Filter, Op};
use taskweave::task::{CATALOGUE, Field};

/// An example of each production.
const EXAMPLES: &[(&str, &[&str])] = &[
    ("filter", &["name = null"]),
    ("or", &["name = null OR id = null or name != null"]),
    ("and", &["name = null AND id = null and name != null"]),
    (
        "unary",
        &["NOT name = null", "not NOT name = null", "(name = null)"],
    ),
    (
        "comparison",
        &[
            "name = \"a\"",
            "name IN (\"a\")",
            "name not in (\"a\",\"b\")",
            "logged_hours BETWEEN 1 AND 2",
            "logged_hours Not Between 1 aNd 2",
        ],
    ),
    (
        "operator",
        &[
            "name = \"\"",
            "name != \"\"",
            "name < \"\"",
            "name <= \"\"",
            "name > \"\"",
            "name >= \"\"",
            "name ~ \"\"",
            "name !~ \"\"",
            "name ~* \"\"",
            "name !~* \"\"",
            "name ^= \"\"",
            "name !^= \"\"",
            "name $= \"\"",
            "name !$= \"\"",
        ],
    ),
    (
        "target",
        &[
            "project.id = null",
            "project.`id` = null",
            "`project.id` = null",
            "platform_data.a.b.c = null",
        ],
    ),
    (
        "name",
        &[
            "platform_data.`a b` = null",
            "platform_data.`a``b`.`` = null",
        ],
    ),
    (
        "plain name",
        &["platform_data._é9 = null", "platform_data.0 = null"],
    ),
    (
        "value",
        &[
            "platform_data.a = \"a\"",
            "platform_data.a = 1",
            "platform_data.a = TRUE",
            "platform_data.a = False",
            "platform_data.a = Null",
            "platform_data.a = now",
        ],
    ),
    ("string", &["name = \"\"", "name = \"a'b`c\nd\""]),
    (
        "escape",
        &[r#"name = "\"\\\/\n\t\r\b\f\u00e9\ud83d\ude00""#],
    ),
    (
        "number",
        &[
            "logged_hours = 1",
            "logged_hours = -1.50",
            "logged_hours = +1e5",
            "logged_hours = 1.0E-5",
        ],
    ),
    (
        "time",
        &["due_at = now", "due_at = Today", "due_at = now-1d + 2h"],
    ),
    (
        "unit",
        &["due_at = now+1s+1min+1h+1d+1w+1mo+1y", "due_at = now+1MO"],
    ),
    ("sign", &["due_at = now+1d-1d", "logged_hours = -1"]),
];

#[test]
fn every_production_has_an_example_that_is_read() {
    let documented: Vec<&str> = include_str!("../../src/filter/mod.rs")
        .lines()
        .filter_map(|line| line.strip_prefix("//! <")?.split_once('>'))
        .filter(|(_, rest)| rest.trim_start().starts_with("::="))
        .map(|(name, _)| name)
        .collect();
    let examples: Vec<&str> = EXAMPLES.iter().map(|(name, _)| *name).collect();
    assert_eq!(documented, examples);
    for (_, texts) in EXAMPLES {
        for text in *texts {
            if let Err(error) = Filter::parse(text) {
                panic!("{}", error.snippet(text));
            }
        }
    }
}

/// Words in any case, and white space where it may stand.
fn cased(word: &'static str) -> impl Strategy<Value = String> {
    any::<u32>().prop_map(move |bits| {
        word.chars()
            .enumerate()
            .map(|(at, c)| match bits >> at & 1 {
                0 => c.to_ascii_uppercase(),
                _ => c.to_ascii_lowercase(),
            })
            .collect()
    })
}

fn value() -> impl Strategy<Value = String> {
    let string = "[^\"\\\\]{0,5}(\\\\[\"\\\\/ntrbf]|\\\\u00[0-9a-fA-F]{2})?"
        .prop_map(|text| format!("\"{text}\""));
    let unit = select(&["s", "min", "h", "d", "w", "mo", "y"][..]).prop_flat_map(cased);
    let step = ("[ \t]?[+-][ \n]?[0-9]{1,5}", unit).prop_map(|(count, unit)| count + &unit);
    let anchor = prop_oneof![cased("now"), cased("today")];
    let time = (anchor, prop::collection::vec(step, 0..3))
        .prop_map(|(anchor, steps)| anchor + &steps.concat());
    prop_oneof![
        string,
        "[+-]?[0-9]{1,9}(\\.[0-9]{1,9})?([eE][+-]?[0-9]{1,3})?",
        cased("true"),
        cased("false"),
        cased("null"),
        time,
    ]
}

fn target() -> impl Strategy<Value = String> {
    let names: Vec<&str> = CATALOGUE
        .iter()
        .filter(|info| info.filterable && info.field != Field::PlatformData)
        .map(|info| info.name)
        .collect();
    let name = prop_oneof!["[a-zé0-9_]{1,6}", "`([^`]|``){0,6}`"];
    prop_oneof![
        select(names.clone()).prop_map(str::to_owned),
        select(names).prop_map(|name| format!("`{}`", name.replace('.', "`.`"))),
        prop::collection::vec(name, 1..4)
            .prop_map(|names| format!("platform_data.{}", names.join("."))),
    ]
}

fn comparison() -> impl Strategy<Value = String> {
    let signs: Vec<Op> = Op::ALL
        .into_iter()
        .filter(|op| !op.as_str().starts_with(char::is_alphabetic))
        .collect();
    let values = || prop::collection::vec(value(), 1..4);
    let not = || prop_oneof![Just(String::new()), cased("not ")];
    prop_oneof![
        3 => (target(), select(signs), value())
            .prop_map(|(target, op, value)| format!("{target}{}{value}", op.as_str())),
        1 => (target(), not(), cased("in"), values())
            .prop_map(|(target, not, word, values)| format!("{target} {not}{word}({})", values.join(","))),
        1 => (target(), not(), cased("between"), value(), cased("and"), value())
            .prop_map(|(target, not, word, low, and, high)| format!("{target} {not}{word} {low} {and} {high}")),
    ]
}

fn sentence() -> impl Strategy<Value = String> {
    comparison().prop_recursive(4, 12, 3, |inner| {
        prop_oneof![
            (inner.clone(), cased("and"), inner.clone())
                .prop_map(|(a, and, b)| format!("{a} {and} {b}")),
            (inner.clone(), cased("or"), inner.clone())
                .prop_map(|(a, or, b)| format!("{a} {or} {b}")),
            (cased("not"), inner.clone()).prop_map(|(not, part)| format!("{not} {part}")),
            inner.prop_map(|part| format!("({part})")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    /// What the grammar makes is read, or is wrong in what it says, never in how it is written.
    #[test]
    fn what_the_grammar_makes_is_never_a_mistake_of_writing(text in sentence()) {
        if let Err(error) = Filter::parse(&text) {
            prop_assert_ne!(error.code, Code::FilterSyntax, "{}", error.snippet(&text));
        }
    }
}
