use super::*;

fn segment(channel: impl Into<Option<u16>>, start_ms: u64, end_ms: u64, text: &str) -> SpokenSegment {
    SpokenSegment {
        channel: channel.into(),
        start_ms,
        end_ms,
        text: text.into(),
        confidence: 0.8,
        words: vec![],
    }
}

fn texts(turns: &[Turn]) -> Vec<&str> {
    turns.iter().map(|turn| turn.text.as_str()).collect()
}

#[test]
fn segments_of_one_channel_make_one_turn_until_the_other_speaks() {
    let turns = turns_from_segments([
        segment(1, 4_000, 6_000, "It was hard."),
        segment(0, 0, 1_000, "Welcome back."),
        segment(0, 1_100, 3_000, "How was your week?"),
        segment(1, 6_200, 9_000, "I slept badly."),
    ]);
    assert_eq!(
        texts(&turns),
        ["Welcome back. How was your week?", "It was hard. I slept badly."]
    );
    assert_eq!(turns.iter().map(|turn| turn.index).collect::<Vec<_>>(), [0, 1]);
    assert_eq!((turns[1].start_ms, turns[1].end_ms), (4_000, 9_000));
}

#[test]
fn a_short_mm_hm_does_not_cut_the_other_persons_turn() {
    let turns = turns_from_segments([
        segment(1, 0, 5_000, "I was standing at the door and then"),
        segment(0, 4_000, 4_500, "Mm-hm."),
        segment(1, 5_200, 9_000, "my heart started racing."),
    ]);
    assert_eq!(
        texts(&turns),
        ["I was standing at the door and then my heart started racing.", "Mm-hm."]
    );
}

#[test]
fn a_question_cuts_even_when_it_is_short() {
    let turns = turns_from_segments([
        segment(1, 0, 5_000, "I was on the train."),
        segment(0, 5_000, 5_500, "Alone?"),
        segment(1, 5_700, 9_000, "No, with my sister."),
    ]);
    assert_eq!(turns.len(), 3);
}

#[test]
fn without_channels_a_pause_after_a_sentence_makes_a_new_turn_of_an_unknown_speaker() {
    let turns = turns_from_segments([
        segment(None, 0, 2_000, "How are you?"),
        segment(None, 2_700, 4_000, "Not so good."),
        segment(None, 4_200, 6_000, "I slept badly."),
        segment(None, 7_500, 8_000, "and my brother"),
        segment(None, 9_500, 10_000, "called me."),
    ]);
    assert_eq!(
        texts(&turns),
        [
            "How are you?",
            "Not so good. I slept badly.",
            "and my brother called me."
        ]
    );
    assert!(turns.iter().all(|turn| turn.speaker == Speaker::Unknown));
}

#[test]
fn a_question_and_its_answer_in_one_segment_are_split_by_the_word_times() {
    let word = |start_ms, end_ms, text: &str| Word {
        start_ms,
        end_ms,
        text: text.into(),
        probability: 0.5,
    };
    let turns = turns_from_segments([SpokenSegment {
        words: vec![
            word(0, 300, "Any"),
            word(300, 800, "thoughts?"),
            word(1_900, 2_100, "No,"),
            word(2_100, 2_500, "none."),
        ],
        ..segment(None, 0, 2_600, "Any thoughts? No, none.")
    }]);
    assert_eq!(texts(&turns), ["Any thoughts?", "No, none."]);
    assert_eq!(
        (turns[1].start_ms, turns[1].end_ms, turns[1].words.len()),
        (1_900, 2_600, 2)
    );
}

#[test]
fn a_monologue_is_cut_at_a_sentence_end_after_three_quarters_of_a_minute() {
    let turns = turns_from_segments((0..30).map(|n| segment(1, n * 3_000, n * 3_000 + 2_900, "And then it rained.")));
    assert_eq!(turns.len(), 2);
    assert!(turns.iter().all(|turn| turn.end_ms - turn.start_ms <= 49_000));
}

#[test]
fn live_and_finished_turns_agree_whatever_the_order_of_arrival() {
    let segments = [
        segment(0, 0, 1_000, "Welcome back. How was your week?"),
        segment(1, 1_500, 4_000, "I had two panic attacks."),
        segment(0, 3_000, 3_300, "Right."),
        segment(1, 4_100, 6_000, "I felt awful and I went home."),
        segment(
            0,
            6_500,
            8_000,
            "That sounds frightening. What did you notice in your body?",
        ),
        segment(1, 8_500, 12_000, "My heart, my hands, I could not breathe."),
    ];
    let finished = turns_from_segments(segments.clone());
    for start in 0..segments.len() {
        let mut builder = TurnBuilder::new();
        for step in 0..segments.len() {
            builder.push(segments[(start + step) % segments.len()].clone());
        }
        assert_eq!(builder.finish(), finished);
    }
    assert_eq!(finished[0].speaker, Speaker::Therapist);
    assert_eq!(finished[1].speaker, Speaker::Client);
}

#[test]
fn push_tells_the_first_turn_that_changed() {
    let mut builder = TurnBuilder::new();
    assert_eq!(builder.push(segment(None, 0, 1_000, "One.")), 0);
    assert_eq!(builder.push(segment(None, 3_000, 4_000, "Two.")), 1);
    assert_eq!(builder.push(segment(None, 4_100, 5_000, "More.")), 1);
    assert_eq!(builder.push(segment(None, 6_000, 6_100, "  ")), 2);
    assert_eq!(texts(builder.turns()), ["One.", "Two. More."]);
}
