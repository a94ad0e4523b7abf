//! What stands right of an operator: a value, a list of values, or the two ends of a range.

use super::super::MAX_VALUES;
use super::super::ast::{Op, Target, Value};
use super::super::check;
use super::super::syntax::{Literal, Placed};
use super::super::token::{Kind, Token};
use super::Parser;
use crate::error::Result;

impl Parser<'_> {
    /// `value | "(" value { "," value } ")" | value AND value`, as the operator takes it.
    pub(super) fn operand(&mut self, target: &Target, op: Placed<Op>) -> Result<Value> {
        match op.of {
            Op::In | Op::NotIn => self.list(target, op),
            Op::Between | Op::NotBetween => self.range(target, op),
            _ => self.value(target, op).map(|value| value.of),
        }
    }

    fn list(&mut self, target: &Target, op: Placed<Op>) -> Result<Value> {
        let open = self.next().place;
        if !self.take(&Kind::Open) {
            return Err(self.no_list(target, op));
        }
        if self.next().kind == Kind::Close {
            return Err(self.empty_list(target, op, open));
        }
        let mut values = Vec::new();
        loop {
            self.values += 1;
            if self.values > MAX_VALUES {
                let place = self.next().place;
                return Err(self.too_many(place, "values in lists", MAX_VALUES));
            }
            values.push(self.value(target, op)?);
            if self.take(&Kind::Close) {
                return check::one_type(self.text, target, values).map(Value::List);
            }
            if !self.take(&Kind::Comma) {
                return Err(self.list_goes_on(open));
            }
        }
    }

    fn range(&mut self, target: &Target, op: Placed<Op>) -> Result<Value> {
        let low = self.value(target, op)?;
        if !self.take(&Kind::And) {
            return Err(self.no_upper_end(target, op));
        }
        if self.begins_condition(0) {
            return Err(self.no_upper_end(target, op));
        }
        let high = self.value(target, op)?;
        check::one_type(self.text, target, vec![low, high]).map(Value::List)
    }

    /// One value, checked.
    fn value(&mut self, target: &Target, op: Placed<Op>) -> Result<Placed<Value>> {
        let literal = self.literal(target, op)?;
        let of = check::value(self.text, target, op, &literal)?;
        Ok(Placed {
            of,
            place: literal.place,
        })
    }

    fn literal(&mut self, target: &Target, op: Placed<Op>) -> Result<Placed<Literal>> {
        let token = self.next().clone();
        let of = match token.kind {
            Kind::Text(text) => Literal::Text(text),
            Kind::Null => Literal::Null,
            Kind::Boolean(truth) => Literal::Boolean(truth),
            Kind::Number(_) | Kind::Word | Kind::Relative(_) => {
                return self.unquoted(target, op, token);
            }
            _ => return Err(self.no_value(target, op)),
        };
        self.at += 1;
        Ok(Placed {
            of,
            place: token.place,
        })
    }

    /// A number or a time from now; or else words that lack their quotes: everything up to where the
    /// next condition must begin, so that the error can say how all of it is quoted.
    fn unquoted(
        &mut self,
        target: &Target,
        op: Placed<Op>,
        first: Token,
    ) -> Result<Placed<Literal>> {
        if let Some(mistake) = self.function(target, op) {
            return Err(mistake);
        }
        let mut place = first.place;
        // What follows a time is not part of it.
        if let (Kind::Relative(time), true) = (&first.kind, check::compares_times(target)) {
            self.at += 1;
            let of = Literal::Relative(time.clone());
            return Ok(Placed { of, place });
        }
        let mut is_alone = true;
        loop {
            self.at += 1;
            match self.next().kind {
                Kind::Word if self.begins_condition(0) => break,
                Kind::Word
                | Kind::Number(_)
                | Kind::Boolean(_)
                | Kind::Relative(_)
                | Kind::Wrong(_) => {}
                Kind::Foreign(foreign) if foreign.stand_in.is_some() || foreign.sign == "&" => {}
                _ => break,
            }
            is_alone = false;
            place = place.to(self.next().place);
        }
        let of = match first.kind {
            Kind::Number(number) if is_alone => Literal::Number(number),
            Kind::Relative(time) if is_alone => Literal::Relative(time),
            _ => Literal::Bare,
        };
        Ok(Placed { of, place })
    }
}
