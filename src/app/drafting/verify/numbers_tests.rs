use super::*;

fn same(one: &str, other: &str) -> bool {
    let heard = quantities(other);
    let stated = quantities(one);
    !stated.is_empty() && stated.iter().all(|placed| said(placed.quantity, &heard))
}

#[test]
fn numbers_without_end_are_read_without_overflow() {
    for word in ["hundred", "thousand", "million", "million hundred"] {
        let long = format!("nine {}", [word; 200].join(" "));
        assert!(!quantities(&long).is_empty(), "{word}");
    }
}

#[test]
fn the_same_number_said_in_another_way_is_the_same() {
    for (one, other) in [
        ("at 7:30", "at half past seven"),
        ("7:30 pm", "half seven"),
        ("50 mg", "fifty milligrams every morning"),
        ("50mg", "50 mg"),
        ("112", "a hundred and twelve"),
        ("$1,200", "twelve hundred dollars"),
        ("4.5 hours", "four and a half hours"),
        ("90 minutes", "an hour and a half"),
        ("thirty minutes", "half an hour"),
        ("March 3rd", "on the third of March"),
        ("1994", "in ninety-four"),
        ("nineteen ninety-four", "1994"),
        ("at 9:30", "Thursday at nine thirty"),
        ("twice a day", "two times a day"),
        ("two weeks", "in a fortnight"),
        ("at 9", "nine o'clock"),
        ("21", "twenty-one"),
        ("after noon", "after twelve"),
        ("41,000", "forty-one thousand"),
        ("ten past nine", "9:10"),
    ] {
        assert!(
            same(one, other),
            "{one} is not {other}: {:?} {:?}",
            quantities(one),
            quantities(other)
        );
    }
}

#[test]
fn another_number_unit_day_or_time_is_another() {
    for (one, other) in [
        ("six hours", "four hours"),
        ("four minutes", "four hours"),
        ("100 mg", "fifty milligrams"),
        ("50 g", "50 mg"),
        ("Tuesday", "Thursday at nine"),
        ("at 7:45", "half past seven"),
        ("7 am", "7 pm"),
        ("13", "thirty"),
        ("2004", "1994"),
        ("three times", "twice"),
        ("March", "the end of February"),
        ("tomorrow", "today"),
    ] {
        assert!(
            !same(one, other),
            "{one} is {other}: {:?} {:?}",
            quantities(one),
            quantities(other)
        );
    }
}

#[test]
fn what_the_speaker_took_back_does_not_count() {
    let left = |text: &str| {
        uncorrected(text)
            .into_iter()
            .map(|placed| placed.quantity)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        left("Saturday. No, Friday, because it was open late."),
        [Quantity::Calendar("friday")]
    );
    assert_eq!(left("Seven? No, hang on, half past six."), [Quantity::Clock(390, None)]);
    assert_eq!(left("I slept seven hours on Monday.").len(), 2);
}
