use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::claim::{Claim, ClaimKind, Verdict};
use crate::note::{ActionItem, Evidence, Mood, MoodSource, MoodTrajectory, Notes, Sentence, Strategy as Technique};
use crate::risk::{RiskItem, Severity, Status};
use crate::transcript::Speaker;

/// Claims, sentences and items come from their stored form, in which further fields may be absent.
fn stored<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).expect("the stored form")
}

fn claim(kind: ClaimKind, text: &str, turn: u32, verdict: Verdict) -> Claim {
    let quotes = json!([{ "turn": turn, "text": text }]);
    stored(json!({ "text": text, "kind": kind, "speaker": "client", "quotes": quotes, "verdict": verdict }))
}

fn sentence(text: &str, turns: &[u32], supported: bool, claims: &[u32]) -> Sentence {
    stored(json!({ "text": text, "turns": turns, "supported": supported, "claims": claims }))
}

fn risk(status: Status, speaker: Speaker, turn: u32, quote: &str) -> RiskItem {
    stored(json!({
        "category": "suicidal_ideation", "severity": "medium", "subject": "client", "temporality": "current",
        "status": status, "turn": turn, "quote": quote, "speaker": speaker,
    }))
}

fn formats() -> impl Iterator<Item = Format> {
    Format::ALL.into_iter()
}

fn in_format(notes: &Notes, format: Format) -> Rendered {
    render(notes, &Layout::Format(format))
}

fn blocks(note: &Rendered) -> impl Iterator<Item = &Block> {
    note.sections.iter().flat_map(|section| &section.blocks)
}

/// Everything that is stated, in an order that does not depend on the sections.
fn stated(note: &Rendered) -> Vec<Block> {
    let mut stated: Vec<Block> = blocks(note)
        .filter(|block| matches!(block.kind, BlockKind::Claim | BlockKind::Text))
        .cloned()
        .collect();
    stated.sort();
    stated
}

fn section<'a>(note: &'a Rendered, title: &str) -> Vec<&'a str> {
    let found = note.sections.iter().find(|section| section.title == title);
    let found = found.unwrap_or_else(|| panic!("no section {title}"));
    found.blocks.iter().map(|block| block.text.as_str()).collect()
}

/// The keys of a note's claims, each as often as it is there.
/// The claims that the note still makes.
fn keys(notes: &Notes) -> Vec<String> {
    let made = notes.claims.iter().filter(|claim| !claim.withdrawn);
    let mut keys: Vec<String> = made.map(Claim::key).collect();
    keys.sort();
    keys
}

fn shown_keys(note: &Rendered) -> Vec<String> {
    let mut keys: Vec<String> = blocks(note).filter_map(|block| block.claim_key.clone()).collect();
    keys.sort();
    keys
}

fn any_kind() -> impl Strategy<Value = ClaimKind> {
    proptest::sample::select(ClaimKind::ALL.to_vec())
}

/// Few words, so that claims and sentences often say the same.
fn any_text() -> impl Strategy<Value = String> {
    "(Slept|Walked|Will write|Breathed) (well|badly|daily)[.]?"
}

fn any_claim() -> impl Strategy<Value = Claim> {
    let verdicts = vec![Verdict::Exact, Verdict::Paraphrase, Verdict::Unsupported];
    let verdict = proptest::sample::select(verdicts);
    (any_kind(), any_text(), 0u32..9, verdict, any::<bool>()).prop_map(|(kind, text, turn, verdict, withdrawn)| Claim {
        withdrawn,
        ..claim(kind, &text, turn, verdict)
    })
}

fn any_sentence() -> impl Strategy<Value = Sentence> {
    let claims = proptest::collection::vec(0u32..4, 0..2);
    (any_text(), claims, any::<bool>()).prop_map(|(text, claims, supported)| sentence(&text, &[1], supported, &claims))
}

fn any_risk() -> impl Strategy<Value = RiskItem> {
    let statuses = proptest::sample::select(Status::ALL.to_vec());
    let speakers = proptest::sample::select(vec![Speaker::Client, Speaker::Therapist, Speaker::Unknown]);
    (statuses, speakers, 0u32..9).prop_map(|(status, speaker, turn)| risk(status, speaker, turn, "No."))
}

prop_compose! {
    fn any_notes()(
        claims in proptest::collection::vec(any_claim(), 0..12),
        narrative in proptest::collection::vec(any_sentence(), 0..4),
        by_hand in proptest::option::of(any_text()),
        risk_flags in proptest::collection::vec(any_risk(), 0..4),
        actions in proptest::collection::vec(any_text(), 0..3),
        topics in proptest::collection::vec(any_text(), 0..3),
        has_mood in any::<bool>(),
        insufficient_material in any::<bool>(),
    ) -> Notes {
        let mut notes = Notes {
            claims,
            risk_flags,
            action_items: actions.into_iter().map(|text| ActionItem { text, evidence_turns: vec![2] }).collect(),
            strategies: vec![Technique { name: "thought record".into(), evidence_turns: vec![4] }],
            session_mood: has_mood.then_some(Mood::Low),
            evidence: Evidence {
                key_topics: topics.iter().map(|_| vec![3]).collect(),
                therapist_notes: narrative,
                ..Evidence::default()
            },
            key_topics: topics,
            insufficient_material,
            ..Notes::default()
        };
        notes.join_narrative();
        if let Some(text) = by_hand {
            notes.therapist_notes = text;
        }
        notes
    }
}

fn any_template() -> impl Strategy<Value = Template> {
    let kinds = proptest::sample::subsequence(ClaimKind::ALL.to_vec(), 0..=6).prop_shuffle();
    let sources = proptest::sample::subsequence(Source::ALL.to_vec(), 0..=7).prop_shuffle();
    (kinds, sources, 1usize..8).prop_map(|(kinds, sources, count)| {
        let sections = (0..count).map(|at| TemplateSection {
            title: format!("Part {at}"),
            kinds: kinds.iter().copied().skip(at).step_by(count).collect(),
            source: sources.get(at).copied(),
            instructions: String::new(),
        });
        let new = NewTemplate::new("Any", sections.collect()).expect("a valid template");
        new.as_version(TemplateId::from(uuid::Uuid::nil()), 1)
    })
}

proptest! {
    #[test]
    fn every_claim_stands_in_every_format_exactly_once(notes in any_notes()) {
        for format in formats() {
            prop_assert_eq!(shown_keys(&in_format(&notes, format)), keys(&notes), "{:?}", format);
        }
    }

    #[test]
    fn another_format_changes_no_statement_no_word_and_no_evidence(notes in any_notes()) {
        let soap = stated(&in_format(&notes, Format::Soap));
        for format in formats() {
            prop_assert_eq!(&stated(&in_format(&notes, format)), &soap, "{:?}", format);
        }
    }

    #[test]
    fn a_claim_is_shown_in_its_own_words_under_its_kind(notes in any_notes()) {
        for format in formats() {
            let note = in_format(&notes, format);
            for block in blocks(&note).filter(|block| block.kind == BlockKind::Claim) {
                let claim = notes.claims.iter().find(|claim| Some(claim.key()) == block.claim_key);
                let claim = claim.expect("a claim of the note");
                prop_assert_eq!((&block.text, &block.turns), (&claim.text, &claim.turns()));
            }
        }
    }

    #[test]
    fn what_was_not_found_stands_apart_and_is_marked(notes in any_notes()) {
        for format in formats() {
            let note = in_format(&notes, format);
            for section in &note.sections {
                let claims = section.blocks.iter().filter(|block| block.kind == BlockKind::Claim);
                for block in claims {
                    prop_assert_eq!(block.supported, section.title != "Not found in the transcript");
                }
            }
        }
    }

    #[test]
    fn no_section_is_empty_or_silent(notes in any_notes(), template in any_template()) {
        let rendered = formats().map(|format| in_format(&notes, format));
        for note in rendered.chain([render(&notes, &Layout::Template(&template))]) {
            for section in &note.sections {
                let speaks = section.blocks.iter().any(|block| block.kind != BlockKind::Prompt);
                prop_assert!(speaks, "{}: {}", note.title, section.title);
            }
        }
    }

    #[test]
    fn a_template_loses_no_claim_and_no_language_to_review(notes in any_notes(), template in any_template()) {
        let note = render(&notes, &Layout::Template(&template));
        prop_assert_eq!(shown_keys(&note), keys(&notes));
        let reviewed = blocks(&note).filter(|block| block.text.starts_with("Language to review: "));
        prop_assert_eq!(reviewed.count(), notes.risk_flags.len());
    }

    #[test]
    fn a_template_without_the_narrative_keeps_what_rests_on_no_claim(notes in any_notes(), mut template in any_template()) {
        template.sections.retain(|section| section.source != Some(Source::TherapistNotes));
        let in_template = render(&notes, &Layout::Template(&template));
        let in_soap = in_format(&notes, Format::Soap);
        let narrative = |note: &Rendered| {
            let found = note.sections.iter().find(|section| section.title == "Narrative");
            found.map(|section| {
                let texts = section.blocks.iter().filter(|block| block.kind == BlockKind::Text);
                texts.cloned().collect::<Vec<_>>()
            })
        };
        prop_assert_eq!(narrative(&in_template), narrative(&in_soap));
    }
}

#[test]
fn every_format_has_one_place_for_every_kind_and_every_line() {
    for format in formats() {
        let parts = layout::of_format(format);
        let places = |kind: ClaimKind| parts.iter().flat_map(|part| part.kinds).filter(|k| **k == kind).count();
        assert!(ClaimKind::ALL.into_iter().all(|kind| places(kind) == 1), "{format:?}");
        for source in [
            Source::Topics,
            Source::Mood,
            Source::Strategies,
            Source::Risk,
            Source::ActionItems,
        ] {
            let places = parts.iter().filter(|part| part.sources.contains(&source)).count();
            assert_eq!(places, 1, "{format:?} {source:?}");
        }
        assert_eq!(parts.iter().filter(|part| part.is_seen).count(), 1, "{format:?}");
        let asked = parts.iter().flat_map(|part| &part.prompts);
        let assessments = asked.filter(|prompt| prompt.starts_with("Assessment: ")).count();
        assert_eq!(assessments, 1, "{format:?}");
    }
}

#[test]
fn a_note_without_material_says_so_in_every_section() {
    let notes = Notes {
        insufficient_material: true,
        ..Notes::default()
    };
    let note = in_format(&notes, Format::Soap);
    assert_eq!(
        section(&note, "Subjective"),
        ["There was too little material for a full note.", "Not discussed."]
    );
    assert_eq!(section(&note, "Plan"), ["Not discussed."]);
    assert_eq!(section(&note, "Objective")[1], "Appearance: Not assessed (audio only).");
    let girp = in_format(&notes, Format::Girp);
    assert_eq!(section(&girp, "Goals")[1], "Not drawn from the recording.");
}

#[test]
fn a_note_that_was_drafted_without_claims_shows_its_sentences() {
    let mut notes = Notes::default();
    notes.evidence.therapist_notes = vec![
        sentence("The client slept badly.", &[1, 4], true, &[]),
        sentence("The client moved house.", &[2], false, &[]),
    ];
    notes.join_narrative();
    for format in formats() {
        let note = in_format(&notes, format);
        let shown = &note.sections[0];
        assert_eq!(shown.title, "Narrative");
        let facts: Vec<_> = shown
            .blocks
            .iter()
            .map(|block| (&block.turns[..], block.supported))
            .collect();
        assert_eq!(facts, [(&[1, 4][..], true), (&[2][..], false)]);
        assert_eq!(section(&note, "Plan"), [SEE_NARRATIVE], "{format:?}");
    }
}

#[test]
fn what_a_hand_wrote_in_the_place_of_the_narrative_is_shown_as_it_stands() {
    let mut notes = Notes {
        claims: vec![claim(ClaimKind::Reported, "Slept badly.", 1, Verdict::Exact)],
        ..Notes::default()
    };
    notes.evidence.therapist_notes = vec![
        sentence("Slept badly.", &[1], true, &[0]),
        sentence("Looks forward to the summer.", &[], true, &[]),
    ];
    notes.therapist_notes = "Slept badly.\n\nLooks forward to the summer.\n".into();
    let edited = in_format(&notes, Format::Dap);
    assert_eq!(
        section(&edited, "Narrative"),
        ["Looks forward to the summer."],
        "the other sentence is a claim"
    );
    notes.therapist_notes = "Slept badly since March.\n\nLooks forward to the summer.".into();
    let rewritten = in_format(&notes, Format::Dap);
    assert_eq!(
        section(&rewritten, "Narrative"),
        ["Slept badly since March.", "Looks forward to the summer."]
    );
    assert_eq!(shown_keys(&rewritten), keys(&notes));
    notes.therapist_notes = "Slept badly.".into();
    notes.evidence.therapist_notes.pop();
    assert_eq!(
        in_format(&notes, Format::Dap).sections[0].title,
        "Data",
        "all of it is claims"
    );
}

#[test]
fn an_agreement_that_is_a_claim_already_is_not_told_twice() {
    let item = |text: &str| ActionItem {
        text: text.into(),
        evidence_turns: vec![9],
    };
    let notes = Notes {
        claims: vec![claim(
            ClaimKind::Plan,
            "Client: write it down daily.",
            9,
            Verdict::Exact,
        )],
        action_items: vec![
            item("Client: write it down daily"),
            item("Therapist: send the form by Friday"),
        ],
        ..Notes::default()
    };
    assert_eq!(
        section(&in_format(&notes, Format::Birp), "Plan"),
        ["Client: write it down daily.", "Therapist: send the form by Friday"]
    );
    let unsupported = Notes {
        claims: vec![claim(
            ClaimKind::Plan,
            "Client: write it down daily.",
            9,
            Verdict::Unsupported,
        )],
        ..notes
    };
    assert_eq!(section(&in_format(&unsupported, Format::Birp), "Plan").len(), 2);
}

#[test]
fn the_mood_says_whose_word_it_is() {
    let notes = |source| Notes {
        session_mood: Some(Mood::VeryLow),
        mood_source: source,
        mood_trajectory: Some(MoodTrajectory::Improving),
        trajectory_source: Some(MoodSource::Therapist),
        ..Notes::default()
    };
    let said = notes(Some(MoodSource::Client));
    assert_eq!(
        section(&in_format(&said, Format::Soap), "Subjective"),
        [
            "Mood: very low (as the client described it).",
            "Direction of the mood: improving (entered by the therapist)."
        ]
    );
    for source in [Some(MoodSource::Model), None] {
        let note = in_format(&notes(source), Format::Soap);
        let line = section(&note, "Subjective")[0];
        assert!(
            line.ends_with("(concluded by the drafter from what was said)."),
            "{line}"
        );
    }
}

#[test]
fn language_to_review_is_told_by_status_and_never_as_a_score() {
    let notes = Notes {
        risk_flags: vec![
            risk(Status::Historical, Speaker::Client, 2, "Years ago I took pills."),
            risk(Status::Denied, Speaker::Client, 5, "No, never."),
            risk(Status::AffirmedCurrent, Speaker::Client, 9, "I want to be dead."),
        ],
        ..Notes::default()
    };
    let note = in_format(&notes, Format::Soap);
    assert_eq!(
        section(&note, "Assessment")[..3],
        [
            "Language to review: Client spoke of suicide or wishing to be dead as of the present. Said: \"I want to be dead.\"",
            "Language to review: Client denied suicide or wishing to be dead when asked. Said: \"No, never.\"",
            "Language to review: Client spoke of suicide or wishing to be dead as of an earlier time. \
             Said: \"Years ago I took pills.\"",
        ]
    );
    for status in Status::ALL {
        let mut item = risk(status, Speaker::Client, 1, "words");
        for severity in [Severity::Low, Severity::Medium, Severity::High] {
            item.severity = severity;
            let one = Notes {
                risk_flags: vec![item.clone()],
                ..Notes::default()
            };
            let line = section(&in_format(&one, Format::Soap), "Assessment")[0].to_lowercase();
            assert!(
                line.starts_with("language to review: ") && line.contains("\"words\""),
                "{line}"
            );
            for score in ["low", "medium", "high", "severe", "risk level", "score"] {
                let says = line.split(|c: char| !c.is_alphabetic()).any(|word| word == score);
                assert!(!says, "{line}");
            }
        }
    }
}

#[test]
fn a_denial_counts_as_asked_for_only_where_something_says_so() {
    let line = |flags: Vec<RiskItem>| {
        let notes = Notes {
            risk_flags: flags,
            ..Notes::default()
        };
        let note = in_format(&notes, Format::Soap);
        let lines = section(&note, "Assessment");
        let denial = lines.into_iter().find(|line| line.contains("denied"));
        denial.expect("the denial").to_owned()
    };
    let volunteered = risk(Status::Denied, Speaker::Client, 5, "I am not suicidal.");
    assert!(!line(vec![volunteered.clone()]).contains("when asked"));
    let asked = |turn| risk(Status::AskedOnly, Speaker::Therapist, turn, "Any thoughts of suicide?");
    assert!(line(vec![asked(4), volunteered.clone()]).contains("when asked"));
    assert!(
        !line(vec![asked(1), volunteered.clone()]).contains("when asked"),
        "too long before"
    );
    assert!(
        !line(vec![asked(6), volunteered]).contains("when asked"),
        "asked afterwards"
    );
    let bounded = RiskItem {
        detail: "time_bounded_denial".into(),
        ..risk(Status::Denied, Speaker::Client, 5, "No, not this week.")
    };
    assert!(line(vec![bounded]).contains("when asked, for a time only."));
}

#[test]
fn formats_are_named_as_they_are_written() {
    for format in formats() {
        assert_eq!(format.as_str().parse(), Ok(Named::Format(format)));
    }
    let template = "template:00000000-0000-0000-0000-000000000007";
    let named: Named = template.parse().expect("a name");
    assert_eq!(named.to_string(), template);
    for word in ["", "SOAP", "soap ", "template:", "template:short", "notes"] {
        assert_eq!(word.parse::<Named>(), Err(UnknownFormat), "{word}");
    }
    for format in formats() {
        assert!(
            UnknownFormat.to_string().contains(format.as_str()),
            "{format:?} is not offered"
        );
    }
}

fn plain(title: &str) -> TemplateSection {
    TemplateSection {
        title: title.into(),
        kinds: Vec::new(),
        source: None,
        instructions: String::new(),
    }
}

#[test]
fn a_template_is_trimmed_and_measured() {
    let long = "ü".repeat(MAX_TITLE);
    let section = TemplateSection {
        instructions: format!(" {}\r\nmore\u{7} ", "x".repeat(MAX_INSTRUCTIONS - 5)),
        ..plain("  First   contact ")
    };
    let new = NewTemplate::new(&format!("  {long} "), vec![section, plain(&long)]).expect("acceptable");
    assert_eq!(
        (new.name(), new.sections()[0].title.as_str()),
        (long.as_str(), "First contact")
    );
    assert!(new.sections()[0].instructions.ends_with("x\nmore"));
    assert_eq!(new.folded_name(), long, "already in lower case");
    assert!(NewTemplate::new("Many", (0..MAX_SECTIONS).map(|at| plain(&format!("{at}"))).collect()).is_ok());
}

#[test]
fn a_template_that_is_not_acceptable_is_refused_with_the_place() {
    use BadTemplate::*;
    let with = |sections: Vec<TemplateSection>| NewTemplate::new("Name", sections).expect_err("not acceptable");
    let kinds = |title: &str, kinds: &[ClaimKind]| TemplateSection {
        kinds: kinds.to_vec(),
        ..plain(title)
    };
    let source = |title: &str| TemplateSection {
        source: Some(Source::Risk),
        ..plain(title)
    };
    for name in ["", "  ", "two\nlines", &"x".repeat(MAX_NAME + 1)] {
        assert_eq!(NewTemplate::new(name, vec![plain("A")]), Err(Name), "{name:?}");
    }
    assert_eq!(with(Vec::new()), Sections);
    assert_eq!(
        with((0..=MAX_SECTIONS).map(|at| plain(&format!("{at}"))).collect()),
        Sections
    );
    assert_eq!(with(vec![plain("A"), plain(" ")]), Title(2));
    assert_eq!(with(vec![plain(&"x".repeat(MAX_TITLE + 1))]), Title(1));
    assert_eq!(with(vec![plain("Plan"), plain("B"), plain(" PLAN ")]), TitleTwice(3));
    let instructions = "x".repeat(MAX_INSTRUCTIONS + 1);
    assert_eq!(
        with(vec![TemplateSection {
            instructions,
            ..plain("A")
        }]),
        Instructions(1)
    );
    assert_eq!(
        with(vec![
            kinds("A", &[ClaimKind::Plan]),
            kinds("B", &[ClaimKind::Reported, ClaimKind::Plan])
        ]),
        KindTwice(2, ClaimKind::Plan)
    );
    assert_eq!(
        with(vec![kinds("A", &[ClaimKind::Plan, ClaimKind::Plan])]),
        KindTwice(1, ClaimKind::Plan)
    );
    assert_eq!(with(vec![source("A"), source("B")]), SourceTwice(2, Source::Risk));
    assert_eq!((Name.field(), TitleTwice(3).field()), ("name", "sections"));
    assert!(
        SourceTwice(2, Source::Risk)
            .to_string()
            .contains("section 2 holds `risk`")
    );
}

#[test]
fn names_of_sources_on_the_wire_and_in_text_agree() {
    for source in Source::ALL {
        assert_eq!(serde_json::to_value(source).expect("JSON"), source.as_str());
    }
}
