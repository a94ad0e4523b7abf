//! Filters, as trees that keep the rules of [`Expr`].

use arbitrary::{Result, Unstructured};
use taskweave::filter::{Expr, Op, Path, Predicate, Target, Value, operators};
use taskweave::platforms::Platform;
use taskweave::task::{CATALOGUE, Field, FieldInfo, FieldType, Status};

use super::{json, pools};

/// How deep `AND`, `OR` and `NOT` stand within each other.
const DEPTH: usize = 4;

/// Any filter over the fields and over places in the platforms' records.
pub(super) fn tree(u: &mut Unstructured<'_>) -> Result<Expr> {
    branch(u, DEPTH)
}

fn branch(u: &mut Unstructured<'_>, depth: usize) -> Result<Expr> {
    let kinds = if depth == 0 { 0 } else { 5 };
    Ok(match u.int_in_range(0..=kinds)? {
        3 => joined(u, depth, Expr::all)?,
        4 => joined(u, depth, Expr::any)?,
        5 => Expr::Not(Box::new(branch(u, depth - 1)?)),
        _ => Expr::Is(predicate(u)?),
    })
}

fn joined(
    u: &mut Unstructured<'_>,
    depth: usize,
    join: fn(Vec<Expr>) -> Option<Expr>,
) -> Result<Expr> {
    let mut parts = vec![branch(u, depth - 1)?, branch(u, depth - 1)?];
    if u.arbitrary()? {
        parts.push(branch(u, depth - 1)?);
    }
    Ok(join(parts).unwrap_or_else(|| panic!("there are parts")))
}

fn predicate(u: &mut Unstructured<'_>) -> Result<Predicate> {
    let (target, kind) = if u.ratio(1, 3)? {
        let kinds = [
            FieldType::Text,
            FieldType::Number,
            FieldType::Boolean,
            FieldType::Time,
        ];
        (Target::Data(path(u)?), *u.choose(&kinds)?)
    } else {
        let fields: Vec<&FieldInfo> = CATALOGUE
            .iter()
            .filter(|info| info.filterable && info.field != Field::PlatformData)
            .collect();
        let info = u.choose(&fields)?;
        (Target::Field(info.field), info.kind)
    };
    if kind == FieldType::Object || u.ratio(1, 8)? {
        let op = *u.choose(&[Op::Eq, Op::Ne])?;
        return Ok(Predicate::new(target, op, Value::Null));
    }
    let op = *u.choose(operators(kind))?;
    let value = match op {
        Op::In | Op::NotIn => {
            let mut values = vec![value(u, kind)?];
            while values.len() < 4 && u.arbitrary()? {
                values.push(value(u, kind)?);
            }
            Value::List(values)
        }
        Op::Between | Op::NotBetween => Value::List(vec![value(u, kind)?, value(u, kind)?]),
        _ => value(u, kind)?,
    };
    Ok(Predicate::new(target, op, value))
}

fn path(u: &mut Unstructured<'_>) -> Result<Path> {
    let mut names = vec![json::member_name(u)?];
    while names.len() < 3 && u.arbitrary()? {
        names.push(json::member_name(u)?);
    }
    Ok(Path::new(names).unwrap_or_else(|| panic!("there are names")))
}

fn value(u: &mut Unstructured<'_>, kind: FieldType) -> Result<Value> {
    Ok(match kind {
        FieldType::Text => Value::Text(pools::text(u)?),
        FieldType::Time => Value::Time(pools::time(u)?),
        FieldType::Status => Value::Status(*u.choose(&Status::ALL)?),
        FieldType::Platform => Value::Platform(*u.choose(Platform::ALL)?),
        FieldType::Number => Value::Number(pools::decimal(u)?),
        FieldType::Boolean => Value::Boolean(u.arbitrary()?),
        FieldType::Object => Value::Null,
    })
}
