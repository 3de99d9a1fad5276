//! Cuts endings off, so that "slept", "sleeping" and "sleeps" are one word.

/// Forms that no ending tells, and words that mean the same on either side of the ocean or in either register.
const SAME: &[(&str, &[&str])] = &[
    ("sleep", &["slept", "asleep"]),
    ("drink", &["drank", "drunk"]),
    ("take", &["took", "taken"]),
    ("give", &["gave", "given"]),
    ("break", &["broke", "broken"]),
    ("drive", &["drove", "driven"]),
    ("find", &["found"]),
    ("know", &["knew", "known"]),
    ("see", &["saw", "seen"]),
    ("think", &["thought", "thoughts"]),
    ("feel", &["felt"]),
    ("keep", &["kept"]),
    ("leave", &["left"]),
    ("lose", &["lost", "loss"]),
    ("bring", &["brought"]),
    ("buy", &["bought"]),
    ("catch", &["caught"]),
    ("come", &["came"]),
    ("eat", &["ate", "eaten"]),
    ("fall", &["fell", "fallen"]),
    ("forget", &["forgot", "forgotten"]),
    ("hear", &["heard"]),
    ("hold", &["held"]),
    ("lend", &["lent"]),
    ("lie", &["lied", "lying"]),
    ("meet", &["met", "meeting", "meetings"]),
    ("pay", &["paid"]),
    (
        "ring",
        &[
            "rang",
            "rung",
            "call",
            "calls",
            "called",
            "calling",
            "phone",
            "phones",
            "phoned",
            "telephone",
        ],
    ),
    ("run", &["ran", "running"]),
    ("sell", &["sold"]),
    ("send", &["sent"]),
    ("shake", &["shook", "shaken"]),
    ("show", &["showed", "shown"]),
    ("sit", &["sat", "sitting"]),
    ("speak", &["spoke", "spoken"]),
    ("spend", &["spent"]),
    ("stand", &["stood"]),
    ("steal", &["stole", "stolen"]),
    ("teach", &["taught"]),
    ("throw", &["threw", "thrown"]),
    ("wake", &["woke", "woken", "waking", "awake"]),
    ("win", &["won", "winning"]),
    ("write", &["wrote", "written", "writing"]),
    ("child", &["children", "kid", "kids"]),
    ("person", &["people"]),
    ("man", &["men"]),
    ("woman", &["women"]),
    ("wife", &["wives"]),
    ("foot", &["feet"]),
    ("tooth", &["teeth"]),
    ("knife", &["knives"]),
    ("life", &["lives"]),
    ("mother", &["mum", "mums", "mom", "moms", "mama"]),
    ("father", &["dad", "dads", "daddy"]),
    ("grandmother", &["gran", "grandma", "nan", "granny"]),
    ("stepfather", &["stepdad"]),
    ("stepmother", &["stepmum", "stepmom"]),
    ("pill", &["pills", "tablet", "tablets"]),
    ("milligram", &["mg", "milligrams"]),
    ("medication", &["medicine", "medicines", "medications", "meds"]),
    ("breath", &["breathe", "breathing", "breaths"]),
    ("wedding", &["weddings"]),
    ("bad", &["worse", "worst"]),
    ("good", &["better", "best"]),
    (
        "begin",
        &["began", "begun", "beginning", "start", "starts", "started", "starting"],
    ),
    ("die", &["died", "dying", "dead", "death"]),
    ("hit", &["hitting"]),
    (
        "practise",
        &["practice", "practising", "practised", "practicing", "practiced"],
    ),
    ("day", &["daily", "days"]),
    ("week", &["weekly", "weeks"]),
    ("during", &[]),
    ("morning", &["mornings"]),
    ("evening", &["evenings"]),
];

/// The stem of a word in lower case. Two forms of a word have the same stem; that it is a word itself does not matter.
pub fn stem(word: &str) -> String {
    for (stem, forms) in SAME {
        if *stem == word || forms.contains(&word) {
            return (*stem).to_owned();
        }
    }
    cut(word)
}

/// Cuts a regular ending.
fn cut(word: &str) -> String {
    const SHORTEST: usize = 3;
    for (ending, instead) in [
        ("iness", ""),
        ("ations", "at"),
        ("ation", "at"),
        ("ising", ""),
        ("izing", ""),
        ("ised", ""),
        ("ized", ""),
        ("ments", ""),
        ("ment", ""),
        ("ness", ""),
        ("ally", ""),
        ("ings", ""),
        ("ing", ""),
        ("ied", "i"),
        ("ies", "i"),
        ("ed", ""),
        ("ly", ""),
        ("es", ""),
        ("s", ""),
        ("ise", ""),
        ("ize", ""),
        ("al", ""),
    ] {
        let Some(rest) = word.strip_suffix(ending) else {
            continue;
        };
        if rest.chars().count() < SHORTEST
            || ending == "s" && (rest.ends_with('s') || rest.ends_with('u') || rest.ends_with('i'))
        {
            continue;
        }
        return last_letters(&format!("{rest}{instead}"));
    }
    last_letters(word)
}

/// "stopp" is "stop", "hope" and "hop" + "ing" are alike, and so are "worry" and "worri".
fn last_letters(stem: &str) -> String {
    let mut letters: Vec<char> = stem.chars().collect();
    // "agree" and "agre" + "d" end alike only when both give all their letters up.
    while letters.len() > 3 {
        match letters[..] {
            [.., before, last] if before == last && !"lsz".contains(last) => _ = letters.pop(),
            [.., 'e'] => _ = letters.pop(),
            _ => break,
        }
    }
    if let [.., last @ 'y'] = &mut letters[..] {
        *last = 'i';
    }
    letters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::stem;

    #[test]
    fn forms_of_a_word_are_one() {
        for forms in [
            &["sleep", "slept", "sleeping", "sleeps"][..],
            &["worry", "worries", "worried", "worrying"],
            &["stop", "stopped", "stopping", "stops"],
            &["hope", "hoping", "hoped"],
            &["agree", "agreed", "agrees"],
            &["graduate", "graduates", "graduation"],
            &["mum", "mother", "mums"],
            &["check", "checked", "checking"],
        ] {
            for form in forms {
                assert_eq!(stem(form), stem(forms[0]), "{form}");
            }
        }
    }

    #[test]
    fn different_words_stay_apart() {
        for (one, other) in [
            ("safe", "save"),
            ("father", "further"),
            ("week", "weak"),
            ("bus", "but"),
            ("sister", "sit"),
        ] {
            assert_ne!(stem(one), stem(other));
        }
    }
}
