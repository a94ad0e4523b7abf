//! The ledger of mistakes: code, place, message and a part of the help.

use super::*;
use crate::error::Code::{
    self, FilterField as Field, FilterSyntax as Syntax, FilterType as Type, FilterValue as Value,
};

/// The text, its code, what the span holds, the message, and a part of the help.
type Mistake = (&'static str, Code, &'static str, &'static str, &'static str);

#[rustfmt::skip]
const MISTAKES: &[Mistake] = &[
    ("", Syntax, "", "the filter is empty", "leave the filter out"),
    ("{\"filters\":", Syntax, "", "the JSON ends too early", "write a query"),
    ("[\n{\"$eq\" 1}]", Syntax, "1", "this is not JSON", "write a query"),
    ("7", Syntax, "7", "the filter is a number, not a query", "filters"),
    (r#"{"filter":[]}"#, Field, "\"filter\"", "`filter` is not a part of a query", "did you mean `filters`?"),
    (r#"{"filters":{}}"#, Syntax, "{}", "`filters` is an object, not a list", "square brackets"),
    (r#"{"filters":[],"filters":[]}"#, Syntax, "\"filters\"", "`filters` stands here twice", "keep one"),
    (r#"{"object":"projects/project"}"#, Value, "\"projects/project\"", "\"projects/project\" has no tasks", "projects/task"),
    (r#"[{"name":{"$eq":"a"}}]"#, Syntax, "\"name\"", "`name` is not an operator", "stands around the field"),
    (r#"[{"$like":{"name":"a"}}]"#, Syntax, "\"$like\"", "`$like` is not an operator", "did you mean `$contains`?"),
    (r#"[{"$xyz":{"name":"a"}}]"#, Syntax, "\"$xyz\"", "`$xyz` is not an operator", "the operators are $eq"),
    (r#"[{"$startswith":{"name":"a"}}]"#, Syntax, "\"$startswith\"", "`$startswith` is not an operator", "did you mean `$startsWith`?"),
    (r#"[{"$eq":{"name":"a"},"$ne":{"name":"b"}}]"#, Syntax, r#"{"$eq":{"name":"a"},"$ne":{"name":"b"}}"#, "the condition has more than one operator", "one operator in each"),
    (r#"[{"$eq":{"name":"a","key":"b"}}]"#, Syntax, "\"key\"", "`$eq` holds more than one field", "a condition for each"),
    (r#"[{"$eq":"a"}]"#, Syntax, "\"a\"", "`$eq` holds a text, not a field", "write the field"),
    (r#"[{"$eq":{"href":"a"}}]"#, Field, "\"href\"", "`href` can be asked for, but not filtered on", "`key`"),
    (r#"[{"$eq":{"count:key":1}}]"#, Field, "\"count:key\"", "`count:key` is a function of many rows", "`fields`"),
    (r#"[{"$eq":{"taskstatus":"a"}}]"#, Field, "\"taskstatus\"", "`taskstatus` is not a field", "did you mean `taskStatus`?"),
    (r#"[{"$eq":{"a..b":1}}]"#, Field, "\"a..b\"", "`a..b` is not the name of a field", "project.key"),
    (r#"[{"$eq":{"nsp::password":"a"}}]"#, Field, "\"nsp::password\"", "`nsp::password` looks like a secret, which no row shows", "another"),
    (r#"[{"$lt":{"name":null}}]"#, Type, "null", "`$lt` does not take null", "only `$eq`"),
    (r#"[{"$lt":{"nsp::x":true}}]"#, Type, "true", "`$lt` does not take true or false", "a number"),
    (r#"[{"$in":{"key":"1"}}]"#, Type, "\"1\"", "`$in` takes a list", "square brackets"),
    (r#"[{"$in":{"key":[]}}]"#, Type, "[]", "`$in` takes at least one value, and this list has 0", "leave"),
    (r#"[{"$in":{"key":["1",null]}}]"#, Type, "null", "null cannot stand in the list of `$in`", "joined by `or`"),
    (r#"[{"$between":{"priority":[1]}}]"#, Type, "[1]", "`$between` takes two values, and this list has 1", "lower"),
    (r#"[{"$contains":{"planned.endDate":"2024"}}]"#, Type, "\"$contains\"", "`planned.endDate` holds dates, which have no text", "$between"),
    (r#"[{"$eq":{"planned.endDate":"2024-01-31T00:00:00Z"}}]"#, Value, "\"2024-01-31T00:00:00Z\"", "`planned.endDate` holds a date, and \"2024-01-31T00:00:00Z\" is none", "write \"2024-01-31\""),
    (r#"[{"$eq":{"planned.endDate":"thisMonth"}}]"#, Value, "\"thisMonth\"", "`planned.endDate` holds a date, and \"thisMonth\" is none", "or one of today, yesterday"),
    (r#"[{"$eq":{"planned.endDate":"priormonth"}}]"#, Value, "\"priormonth\"", "`planned.endDate` holds a date, and \"priormonth\" is none", "did you mean `priorMonth`?"),
    (r#"[{"$eq":{"percentComplete":"half"}}]"#, Type, "\"half\"", "`percentComplete` is a number, and \"half\" is none", "0.5"),
    (r#"[{"$eq":{"isBillable":"yes"}}]"#, Type, "\"yes\"", "`isBillable` is true or false", "write true"),
    (r#"[{"$eq":{"name":true}}]"#, Type, "true", "`name` is a text", "quotes"),
    (r#"[{"$has":{"name":"a"}}]"#, Type, "\"name\"", "`name` is no list of texts, as `$has` needs", "$eq"),
    (r#"[{"$eq":{"name":{}}}]"#, Type, "{}", "an object stands where a value belongs", "double quotes"),
    (r#"[{"$eq":{"name":"\ud800"}}]"#, Type, r#""\ud800""#, "half of a character stands where a value belongs", "double quotes"),
    (r#"{"filters":[],"filterExpression":"1"}"#, Syntax, "1", "there is no condition 1", "holds no condition"),
    (r#"{"filters":[{"$eq":{"name":"a"}}],"filterExpression":"1 and 2"}"#, Syntax, "2", "there is no condition 2", "number 1"),
    (r#"{"filters":[{"$eq":{"name":"a"}},{"$eq":{"key":"b"}}],"filterExpression":"1"}"#, Syntax, r#"{"$eq":{"key":"b"}}"#, "the expression does not name condition 2", "add `and 2`"),
    (r#"{"filters":[{"$eq":{"name":"a"}}],"filterExpression":"not 1"}"#, Syntax, "not", "an expression has no `not`", "$ne"),
    (r#"{"filters":[{"$eq":{"name":"a"}}],"filterExpression":"(1"}"#, Syntax, "(", "this `(` is never closed", "close it"),
    (r#"{"filters":[{"$eq":{"name":"a"}}],"filterExpression":"1)"}"#, Syntax, ")", "this `)` closes nothing", "take it away"),
    (r#"{"filters":[{"$eq":{"name":"a"}}],"filterExpression":"1 1"}"#, Syntax, "1", "`and` or `or` is missing before `1`", "joined"),
    (r#"{"filters":[{"$eq":{"name":"a"}}],"filterExpression":"1 and"}"#, Syntax, "", "the number of a condition is missing at the end of the expression", "joined"),
    (r#"{"filters":[],"filterExpression":" "}"#, Syntax, "", "the expression is empty", "(1 and 2) or 3"),
    (r#"{"filters":[],"filterExpression":1}"#, Syntax, "1", "`filterExpression` is a number, not a text", "double quotes"),
    (r#"{"filterParameters":{"asOfDate":"today"}}"#, Value, "\"today\"", "\"today\" is not a date", "2024-01-31"),
    (r#"{"filterParameters":{"caseSensitive":false}}"#, Field, "\"caseSensitive\"", "`caseSensitive` is not a parameter", "caseSensitiveComparison"),
    (r#"{"filterParameters":{"includePrivate":"true"}}"#, Type, "\"true\"", "`includePrivate` is true or false", "without quotes"),
    (r#"{"orderBy":[{"name":"up"}]}"#, Value, "\"up\"", "\"up\" is not a direction", "asc"),
    (r#"{"orderBy":{"name":"asc"}}"#, Syntax, r#"{"name":"asc"}"#, "this is not an order", "[{"),
    (r#"{"orderBy":[{"href":"asc"}]}"#, Field, "\"href\"", "`href` cannot be sorted by", "key"),
];

#[test]
fn mistakes_are_pointed_at() {
    for (text, code, at, message, help) in MISTAKES.iter().copied() {
        let error = TaskDialect.read(text, now()).expect_err(text);
        assert_eq!(error.message, message, "{text}");
        assert_eq!(error.code, code, "{text}");
        // Every text here is ASCII but for nothing: units are bytes.
        let span = error.span.unwrap();
        assert_eq!(text.get(span.start..span.end), Some(at), "{text}");
        assert!(
            error.help.as_deref().unwrap().contains(help),
            "{text}: {error}"
        );
    }
}

#[test]
fn sizes_are_bounded() {
    let long = format!(r#"[{{"$eq":{{"name":"{}"}}}}]"#, "a".repeat(8192));
    let many = format!(
        r#"{{"filters":[{{"$eq":{{"name":"a"}}}}],"filterExpression":"1{}"}}"#,
        " or 1".repeat(1000)
    );
    let deep = format!(
        r#"{{"filters":[{{"$eq":{{"name":"a"}}}}],"filterExpression":"{}1{}"}}"#,
        "(".repeat(65),
        ")".repeat(65)
    );
    let wide = format!(
        r#"{{"filters":[{{"$in":{{"key":[1{}]}}}}],"filterExpression":"1{}"}}"#,
        ",1".repeat(1500),
        " or 1".repeat(800)
    );
    for text in [long, many, deep, wide] {
        let error = TaskDialect.read(&text, now()).unwrap_err();
        assert_eq!(error.code, Code::FilterTooLarge, "{text}");
    }
    for text in [
        "[".repeat(8000),
        "{\"$eq\":".repeat(1000),
        format!(
            "[{{\"$eq\":{{\"name\":{}{}}}}}]",
            "[".repeat(3000),
            "]".repeat(3000)
        ),
    ] {
        assert!(TaskDialect.read(&text, now()).is_err());
    }
}
