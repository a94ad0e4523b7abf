//! The double that is nearest to a decimal number.
//!
//! The standard library reads floats by a table of powers of five, ten kilobytes that do not compress:
//! a fiftieth of what a browser loads, for a few nanoseconds a number. Numbers of up to 19 digits and
//! places, which is nearly all there are, are divided here exactly; the others are doubled and halved
//! digit by digit.

/// So many digits always fit into 64 bits, and so does ten to the power of their number.
const WHOLE: usize = 19;

/// No two neighbouring doubles have more digits halfway between them (it is 767); of digits beyond it
/// counts only that there are some.
const MOST_DIGITS: usize = 800;

/// Beyond these powers of ten all numbers are infinite, or zero.
const EXPONENTS: std::ops::RangeInclusive<i64> = -330..=310;

/// The power of two of the last bit of the smallest doubles.
const LEAST: i32 = -1074;

/// The bits of a double's fraction, with the one that is not written.
const PRECISION: u32 = 53;

/// The double nearest to `0.digits` times ten to the power of `exponent`; of two that are equally near
/// the one that ends with a zero bit. `digits` are decimal digits without zeros at either end.
pub(super) fn nearest(digits: &str, exponent: i64) -> f64 {
    if digits.is_empty() || exponent < *EXPONENTS.start() {
        0.0
    } else if exponent > *EXPONENTS.end() {
        f64::INFINITY
    } else {
        short(digits, exponent).unwrap_or_else(|| Digits::new(digits, exponent).nearest())
    }
}

/// Where the digits and the power of ten fit into 64 bits.
fn short(digits: &str, exponent: i64) -> Option<f64> {
    let whole: u64 = digits.parse().ok().filter(|_| digits.len() <= WHOLE)?;
    let power = exponent.checked_sub(i64::try_from(digits.len()).ok()?)?;
    let ten = 10_u64.checked_pow(u32::try_from(power.unsigned_abs()).ok()?)?;
    let (whole, ten) = (u128::from(whole), u128::from(ten));
    if power >= 0 {
        return Some((whole * ten) as f64);
    }
    // The quotient has 63 bits or more, and the last stands for all that would follow.
    let shift = whole.leading_zeros();
    let scaled = whole << shift;
    let quotient = (scaled / ten) | u128::from(scaled % ten != 0);
    Some(quotient as f64 * two_to(-i32::try_from(shift).ok()?))
}

/// Two to a power that a normal double has.
fn two_to(power: i32) -> f64 {
    f64::from_bits(u64::from((power + 1023).unsigned_abs()) << (PRECISION - 1))
}

/// A number in decimal digits.
struct Digits {
    /// From 0 to 9; the first is not 0.
    digits: Vec<u8>,
    /// How many of them stand before the point.
    point: i64,
}

impl Digits {
    fn new(digits: &str, exponent: i64) -> Self {
        let mut values: Vec<u8> = digits.bytes().map(|b| b.wrapping_sub(b'0')).collect();
        if values.len() > MOST_DIGITS {
            values.truncate(MOST_DIGITS);
            values.push(1);
        }
        Self {
            digits: values,
            point: exponent,
        }
    }

    fn nearest(mut self) -> f64 {
        const POINT: i64 = WHOLE as i64;
        let mut power = 0;
        while self.point > POINT {
            self.halve();
            power += 1;
        }
        while self.point < POINT {
            self.double();
            power -= 1;
        }
        let mut digits = self.digits.iter().copied();
        let whole = (0..WHOLE).fold(0, |whole: u64, _| {
            whole * 10 + u64::from(digits.next().unwrap_or(0))
        });
        // 60 bits or more, of which the last stands for all that would follow.
        let whole = whole | u64::from(digits.any(|digit| digit != 0));
        let lost = u32::try_from(LEAST - power).unwrap_or(0);
        if u64::BITS - whole.leading_zeros() >= PRECISION + lost {
            let half = power / 2;
            return whole as f64 * two_to(half) * two_to(power - half);
        }
        // The smallest doubles have fewer bits.
        let Some(unit) = 1_u128.checked_shl(lost) else {
            return 0.0;
        };
        let (kept, rest) = (u128::from(whole) / unit, u128::from(whole) % unit);
        let is_up = rest * 2 > unit || (rest * 2 == unit && kept % 2 == 1);
        f64::from_bits(u64::try_from(kept).unwrap_or(0) + u64::from(is_up))
    }

    fn halve(&mut self) {
        let mut rest = 0;
        for digit in &mut self.digits {
            let both = rest * 10 + *digit;
            *digit = both / 2;
            rest = both % 2;
        }
        if rest == 1 {
            self.digits.push(5);
        }
        if self.digits.first() == Some(&0) {
            self.digits.remove(0);
            self.point -= 1;
        }
    }

    fn double(&mut self) {
        let mut over = 0;
        for digit in self.digits.iter_mut().rev() {
            let both = *digit * 2 + over;
            *digit = both % 10;
            over = both / 10;
        }
        if self.digits.last() == Some(&0) {
            self.digits.pop();
        }
        if over > 0 {
            self.digits.insert(0, over);
            self.point += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::task::Decimal;

    /// As the standard library has it, bit by bit.
    fn check(text: &str) {
        let ours = Decimal::parse(text).unwrap().to_f64();
        let theirs: f64 = text.parse().unwrap();
        // A decimal knows no zero below zero.
        let theirs = if theirs == 0.0 && ours == 0.0 {
            ours
        } else {
            theirs
        };
        assert_eq!(
            ours.to_bits(),
            theirs.to_bits(),
            "{text}: {ours:e}, {theirs:e}"
        );
    }

    #[test]
    fn the_ends_and_the_middles_are_as_the_standard_library_has_them() {
        for text in [
            "0",
            "1",
            "-1",
            "0.1",
            "1e22",
            "1e23",
            "9007199254740993",
            "9007199254740992.5",
            "9007199254740993.0000000000000000000000000000000001",
            "18446744073709551615",
            "9999999999999999999",
            "9999999999999999999e19",
            "1e-19",
            "9999999999999999999e-19",
            "1.7976931348623157e308",
            "1.7976931348623158e308",
            "1.7976931348623159e308",
            "1e309",
            "1e310",
            "1e311",
            "-1e400",
            "2.2250738585072014e-308",
            "2.2250738585072011e-308",
            "2.225073858507201e-308",
            "4.9e-324",
            "5e-324",
            "2.4703282292062327e-324",
            "2.4703282292062328e-324",
            "2.5e-324",
            "2.4e-324",
            "7.4e-324",
            "7.5e-324",
            "1e-330",
            "1e-331",
            "1e-400",
            "0.30000000000000004",
            "123456789012345678901234567890",
        ] {
            check(text);
        }
        // Halfway between 0 and the smallest double, and a little to either side of it.
        let half = "24703282292062327208051355124230798".to_owned();
        for tail in ["", "1", &"0".repeat(1000)] {
            check(&format!("{half}{tail}e-358"));
        }
        let ones = "1".repeat(2000);
        check(&format!("0.{ones}"));
        check(&format!("{ones}e-2000"));
    }

    /// Halfway between two doubles, exactly: all digits of the sum of both over two.
    #[test]
    fn between_two_doubles_the_even_one_is_taken() {
        for bits in [
            1_u64 << 52,
            (1 << 52) + 1,
            3,
            2,
            1,
            0x7fe0_0000_0000_0000,
            0x3ff0_0000_0000_0001,
        ] {
            let (low, high) = (f64::from_bits(bits), f64::from_bits(bits + 1));
            let exact = |value: f64| format!("{value:.1080}");
            let (a, b) = (exact(low), exact(high));
            // The mean of two texts of equal length, digit by digit.
            let width = a.len().max(b.len());
            let (a, b) = (format!("{a:0>width$}"), format!("{b:0>width$}"));
            let mut mean = String::new();
            let mut rest = 0;
            for (x, y) in a.bytes().zip(b.bytes()) {
                if x == b'.' {
                    mean.push('.');
                    continue;
                }
                let both = u32::from(x - b'0') + u32::from(y - b'0') + rest * 10;
                mean.push_str(&(both / 2).to_string());
                rest = both % 2;
            }
            mean.push(if rest == 1 { '5' } else { '0' });
            check(&mean);
            check(&format!("{mean}1"));
            check(&format!("{mean}{}1", "0".repeat(900)));
        }
    }

    proptest! {
        #[test]
        fn any_double_reads_back(bits in any::<u64>()) {
            let value = f64::from_bits(bits & !(1 << 63));
            if value.is_finite() {
                check(&format!("{value:e}"));
                check(&format!("{value:.20e}"));
            }
        }

        #[test]
        fn any_digits_are_as_the_standard_library_has_them(digits in "[0-9]{1,40}", power in -360_i32..360) {
            check(&format!("{digits}e{power}"));
            check(&format!("{digits}e{}", power / 12));
            check(&format!("0.{digits}"));
        }
    }
}
