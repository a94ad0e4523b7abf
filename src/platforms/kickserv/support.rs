//! What a connection's tasks are narrowed by. Nothing here trusts more than the documents say:
//!
//! - Days are those of the account's time zone, which is unknown, so a range is a day wider on each side.
//! - `to` does not belong to the range, and maybe `from` does not: another day on each side.
//! - Nobody says what `from` or `to` does alone: both are always sent. What is open is filled in with a
//!   day that no schedule reaches, so that this rests on one assumption: no task starts before the year
//!   1000 or in the year 9999.

use super::parameters::{Day, Parameters, Starts};
use crate::filter::{Expr, Predicate};
use crate::platforms::{Query, Support};
use crate::task::Field;

/// 1000-01-01, which every database knows.
const FIRST_DAY: Day = -354_285;
/// 9999-01-01.
const LAST_DAY: Day = 2_932_532;

/// How much wider a range is asked for, on each side.
const WIDER: Day = 2;

/// What Kickserv can do about a comparison.
pub(super) fn support(predicate: &Predicate) -> Support {
    match (predicate.field(), widened(predicate)) {
        (_, Err(why_not)) => Support::unsupported(why_not),
        (Some(Field::StartAt), Ok(asked)) => Support::inexact(
            asked,
            "Kickserv is asked by `from` and `to` for whole days, two more on each side: it counts days in a time zone that it does not tell, and may leave the first and the last one out",
        ),
        (_, Ok(asked)) => Support::inexact(
            asked,
            "Kickserv is asked for the tasks of the job by `job_id`; only its unofficial documentation says what that selects",
        ),
    }
}

/// What is asked for instead of a comparison.
fn widened(predicate: &Predicate) -> Result<Expr, &'static str> {
    let parameters = if predicate.field() == Some(Field::StartAt) {
        let is_sent = |day: &Day| (FIRST_DAY + 1..LAST_DAY).contains(day);
        let (from, to) = Starts::of(predicate)?.days();
        Parameters {
            from: from.map(|day| day - WIDER).filter(is_sent),
            // The day after the last one is one wider already.
            to: to.map(|day| day + WIDER - 1).filter(is_sent),
            ..Parameters::default()
        }
    } else {
        let mut parameters = Parameters::default();
        parameters.add(predicate)?;
        parameters
    };
    Expr::all(parameters.comparisons())
        .ok_or("Kickserv is asked for days of the years 1000 to 9998")
}

/// Whether one request can say all of `asked`.
///
/// # Errors
/// A sentence that says why not.
pub(super) fn can_ask(asked: &Expr) -> Result<(), &'static str> {
    let parts = match asked {
        Expr::And(parts) => parts.as_slice(),
        single => std::slice::from_ref(single),
    };
    let mut parameters = Parameters::default();
    for part in parts {
        let Expr::Is(predicate) = part else {
            return Err("Kickserv's parameters hold all at once: a request has no OR");
        };
        parameters.add(predicate)?;
    }
    Ok(())
}

/// The parameters of a query.
pub(super) fn parameters(query: &Query) -> Parameters {
    let mut parameters = Parameters::default();
    for predicate in query.conjuncts() {
        // What cannot be said leaves more rows, and they are checked here.
        let _said = parameters.add(predicate);
    }
    if parameters.from.is_some() || parameters.to.is_some() {
        parameters.from.get_or_insert(FIRST_DAY);
        parameters.to.get_or_insert(LAST_DAY);
    }
    parameters
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;
    use crate::filter::{Op, Value};
    use crate::platforms::{Class, Needs};
    use crate::task::{CATALOGUE, Direction, Timestamp};

    const HOUR: i64 = 3_600_000;
    const DAY: i64 = 24 * HOUR;

    fn time(text: &str) -> Value {
        Value::Time(Timestamp::parse(text).unwrap())
    }

    fn is(field: Field, op: Op, value: Value) -> Predicate {
        Predicate::new(field, op, value)
    }

    fn start(op: Op, at: &str) -> Predicate {
        is(Field::StartAt, op, time(at))
    }

    fn query(asked: Option<Expr>) -> Query {
        Query {
            asked,
            key: Field::UpdatedAt,
            direction: Direction::Descending,
            needs: Needs::default(),
            page_size: 7,
        }
    }

    /// What is sent for a comparison alone.
    fn sent(predicate: &Predicate) -> String {
        parameters(&query(support(predicate).asked)).to_string()
    }

    #[test]
    fn a_range_is_two_days_wider_on_each_side() {
        let between = |first, last| {
            is(
                Field::StartAt,
                Op::Between,
                Value::List(vec![time(first), time(last)]),
            )
        };
        let noon = "2021-02-17T12:00:00Z";
        for (predicate, text) in [
            (start(Op::Eq, noon), "from=2021-02-15&to=2021-02-19"),
            (between(noon, noon), "from=2021-02-15&to=2021-02-19"),
            (
                between("2021-02-17", "2021-02-18"),
                "from=2021-02-15&to=2021-02-20",
            ),
            (
                is(
                    Field::StartAt,
                    Op::In,
                    Value::List(vec![time("2021-03-01"), time(noon)]),
                ),
                "from=2021-02-15&to=2021-03-03",
            ),
            (start(Op::Ge, noon), "from=2021-02-15&to=9999-01-01"),
            (
                start(Op::Gt, "2021-02-16T23:59:59.999Z"),
                "from=2021-02-15&to=9999-01-01",
            ),
            (start(Op::Le, noon), "from=1000-01-01&to=2021-02-19"),
            (start(Op::Lt, "2021-02-18"), "from=1000-01-01&to=2021-02-19"),
            (start(Op::Le, "2021-02-18"), "from=1000-01-01&to=2021-02-20"),
        ] {
            let support = support(&predicate);
            assert_eq!(support.class, Class::Inexact);
            assert_eq!(sent(&predicate), text, "{predicate}");
            let asked = support.asked.unwrap();
            assert_eq!(can_ask(&asked), Ok(()), "{asked}");
        }
    }

    #[test]
    fn days_that_no_request_can_name_are_left_out() {
        for predicate in [
            start(Op::Ge, "0001-01-01"),
            start(Op::Lt, "0999-12-01"),
            start(Op::Gt, "9999-06-01"),
            start(Op::Le, "9999-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(support(&predicate).class, Class::Unsupported, "{predicate}");
        }
        let long = [time("0001-01-01"), time("2021-02-17")];
        let long = is(Field::StartAt, Op::Between, Value::List(long.to_vec()));
        assert_eq!(sent(&long), "from=1000-01-01&to=2021-02-19");
    }

    #[test]
    fn a_job_is_named_by_its_id() {
        let text = |id: &str| Value::Text(id.to_owned());
        let job = |op, value| is(Field::ProjectId, op, value);
        let eq = job(Op::Eq, text("34769012"));
        assert_eq!(sent(&eq), "job_id=34769012");
        assert_eq!(support(&eq).class, Class::Inexact);
        let single = job(Op::In, Value::List(vec![text("7"), text("7")]));
        assert_eq!(sent(&single), "job_id=7");
        for predicate in [
            job(Op::Ne, text("7")),
            job(Op::NotIn, Value::List(vec![text("7")])),
            job(Op::StartsWith, text("7")),
            job(Op::In, Value::List(vec![text("7"), text("8")])),
            job(Op::Eq, text("")),
            job(Op::Eq, text("#7")),
            job(Op::Eq, text("07")),
            job(Op::Eq, text("٧")),
            job(Op::Eq, text("1234567890123456")),
            job(Op::Eq, Value::Null),
            job(Op::Ne, Value::Null),
        ] {
            let support = support(&predicate);
            assert_eq!(
                (support.class, support.asked),
                (Class::Unsupported, None),
                "{predicate}"
            );
        }
    }

    #[test]
    fn what_cannot_be_asked_for_has_its_reason() {
        for info in &CATALOGUE {
            let support = support(&is(info.field, Op::Eq, Value::Null));
            assert_eq!(support.asked, None, "{}", info.name);
            assert!(support.reason.len() > 20, "{}", info.name);
        }
        let due = support(&is(Field::DueAt, Op::Lt, time("2021-02-17")));
        assert!(due.reason.contains("not on when it ends"));
    }

    #[test]
    fn one_request_has_one_job_and_one_range() {
        let asked = |predicate: Predicate| support(&predicate).asked.unwrap();
        let and = |parts: Vec<Expr>| Expr::all(parts).unwrap();
        let job = |id: &str| asked(is(Field::ProjectId, Op::Eq, Value::Text(id.to_owned())));
        let range = and(vec![
            asked(start(Op::Ge, "2021-02-17")),
            asked(start(Op::Lt, "2021-03-01")),
            job("7"),
            asked(start(Op::Ge, "2021-01-01")),
        ]);
        assert_eq!(can_ask(&range), Ok(()));
        let text = parameters(&query(Some(range))).to_string();
        assert_eq!(text, "job_id=7&from=2021-02-15&to=2021-03-02");
        for asked in [
            and(vec![job("7"), job("8")]),
            and(vec![
                asked(start(Op::Ge, "2021-02-17")),
                asked(start(Op::Lt, "2020-02-17")),
            ]),
            Expr::any(vec![job("7"), job("8")]).unwrap(),
            and(vec![job("7"), Expr::any(vec![job("7"), job("8")]).unwrap()]),
            Expr::Not(Box::new(job("7"))),
        ] {
            assert!(can_ask(&asked).is_err(), "{asked}");
        }
    }

    fn holds(predicate: &Predicate, at: i64) -> bool {
        let times: Vec<i64> = predicate
            .values()
            .iter()
            .map(|value| match value {
                Value::Time(time) => time.millis(),
                other => panic!("{other}"),
            })
            .collect();
        match predicate.op {
            Op::Eq | Op::In => times.contains(&at),
            Op::Lt => at < times[0],
            Op::Le => at <= times[0],
            Op::Gt => at > times[0],
            Op::Ge => at >= times[0],
            Op::Between => times[0] <= at && at <= times[1],
            op => panic!("{op:?}"),
        }
    }

    proptest! {
        /// Whatever the account's zone, and whether `from`'s own day belongs to the range or not.
        #[test]
        fn no_task_that_matches_is_left_out(
            op in select(vec![Op::Eq, Op::In, Op::Lt, Op::Le, Op::Gt, Op::Ge, Op::Between]),
            values in prop::collection::vec((0i64..20, -1i64..=1, 0i64..DAY), 2),
            at in (0i64..20, -1i64..=1, 0i64..DAY),
            picked in any::<bool>(),
            offset in -12i64..=14,
            excluded in any::<bool>(),
        ) {
            // Close to a midnight as often as anywhere in a day.
            let instant = |(day, near, rest): (i64, i64, i64)| {
                (18_000 + day) * DAY + near + if near == 0 { rest } else { 0 }
            };
            let mut values: Vec<i64> = values.into_iter().map(instant).collect();
            values.sort_unstable();
            let at = if picked { values[0] } else { instant(at) };
            let of = |millis: &i64| Value::Time(Timestamp::from_millis(*millis).unwrap());
            let value = match op {
                Op::In | Op::Between => Value::List(values.iter().map(of).collect()),
                _ => of(&values[0]),
            };
            let predicate = is(Field::StartAt, op, value);
            prop_assume!(holds(&predicate, at));
            let asked = support(&predicate).asked.unwrap();
            prop_assert!(asked.predicates().iter().all(|asked| holds(asked, at)), "{}", asked);
            let sent = parameters(&query(Some(asked)));
            let local = (at + offset * HOUR).div_euclid(DAY);
            prop_assert!(sent.from.unwrap() + i64::from(excluded) <= local);
            prop_assert!(local < sent.to.unwrap());
        }
    }
}
