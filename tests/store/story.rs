use domain::access::Relation;
use domain::audit::{By, Deed, Entry, Outcome};
use domain::job::{Kind, LEASE};
use domain::note::Notes;
use domain::session::{Event, Status};
use domain::transcript::{Transcript, Turn};
use domain::{Clock, PatientId, SessionId, Timestamp, UserId, ids::new_uuid};
use store::access::Reach;
use store::sessions::Filter;
use store::{Error, audit, jobs, sessions, transcripts};

use crate::practice::Practice;

fn all(therapist: UserId) -> Filter {
    Filter {
        reach: Reach {
            user: therapist,
            relations: vec![Relation::Own],
            now: Timestamp::from_micros(0),
        },
        patient: None,
        status: None,
        before: None,
        limit: i64::MAX,
    }
}

#[tokio::test]
async fn a_session_goes_from_upload_to_note_and_every_step_is_stored_with_its_deed() {
    let practice = Practice::start().await;
    let node = new_uuid(practice.clock.now());
    let deed = |deed, id: SessionId| Entry {
        by: By::Appliance,
        deed,
        record: Some(id.uuid()),
        outcome: Outcome::Done,
        reason: None,
    };

    let mut tx = practice.write().await;
    let (id, key) = practice.session(&mut tx, "monday.wav").await;
    let now = practice.clock.now();
    jobs::enqueue(&mut tx, Kind::Transcribe, id, now, now)
        .await
        .expect("stored");
    audit::record(&mut tx, now, deed(Deed::SessionUploaded, id))
        .await
        .expect("stored");
    tx.commit().await.expect("stored");

    let mut tx = practice.write().await;
    let job = jobs::claim(&mut tx, Kind::Transcribe, node, now, now + LEASE)
        .await
        .expect("claimable")
        .expect("a job");
    let status = Status::Uploading
        .next(Event::TranscriptionStarted)
        .expect("it may start");
    assert!(
        sessions::advance(&mut tx, id, Status::Uploading, status, None, now)
            .await
            .expect("writable")
    );
    tx.commit().await.expect("stored");

    let turns = vec![Turn {
        text: "How was your week?".into(),
        ..Turn::default()
    }];
    let transcript = Transcript {
        language: "en".into(),
        duration_ms: 61_500,
        turns,
        ..Transcript::default()
    };
    let mut tx = practice.write().await;
    assert!(jobs::finish(&mut tx, &job, now).await.expect("writable"));
    let next = status.next(Event::TranscriptStored).expect("it may be stored");
    assert!(
        sessions::advance(&mut tx, id, status, next, None, now)
            .await
            .expect("writable")
    );
    assert!(!transcripts::exists(&mut tx, id).await.expect("readable"));
    transcripts::insert(&mut tx, &key, id, &transcript, now)
        .await
        .expect("stored");
    sessions::set_transcript_text(&mut tx, &key, id, &transcript.text(), transcript.duration_ms)
        .await
        .expect("stored");
    jobs::enqueue(&mut tx, Kind::DraftNote, id, now, now)
        .await
        .expect("stored");
    audit::record(&mut tx, now, deed(Deed::SessionTranscribed, id))
        .await
        .expect("stored");
    tx.commit().await.expect("stored");

    let mut tx = practice.write().await;
    let job = jobs::claim(&mut tx, Kind::DraftNote, node, now, now + LEASE)
        .await
        .expect("claimable")
        .expect("a job");
    let drafting = next.next(Event::DraftingStarted).expect("it may start");
    assert!(
        sessions::advance(&mut tx, id, next, drafting, None, now)
            .await
            .expect("writable")
    );
    let notes = Notes {
        topic_summary: "The week.".into(),
        ..Notes::default()
    };
    sessions::set_notes(&mut tx, &key, id, &notes).await.expect("stored");
    let done = drafting.next(Event::NoteStored).expect("it may be stored");
    assert!(
        sessions::advance(&mut tx, id, drafting, done, None, now)
            .await
            .expect("writable")
    );
    assert!(jobs::finish(&mut tx, &job, now).await.expect("writable"));
    audit::record(&mut tx, now, deed(Deed::NoteDrafted, id))
        .await
        .expect("stored");
    tx.commit().await.expect("stored");

    let mut tx = practice.read().await;
    let stored = sessions::find(&mut tx, &practice.key, id)
        .await
        .expect("readable")
        .expect("there");
    let session = &stored.session;
    assert_eq!(
        (session.status, session.duration_seconds),
        (Status::Processed, Some(61.5))
    );
    assert_eq!(
        (session.patient_name.as_str(), session.audio_filename.as_str()),
        ("Ada Okafor", "monday.wav")
    );
    assert_eq!(
        (session.audio_bytes, session.audio_type.as_str(), session.created_at),
        (4_096, "audio/wav", now)
    );
    let words = sessions::words(&mut tx, stored.key().expect("a key"), id)
        .await
        .expect("readable");
    assert_eq!(words, (Some("[00:00] How was your week?".into()), Some(notes)));
    assert_eq!(
        transcripts::find(&mut tx, &key, id).await.expect("readable"),
        Some(transcript)
    );
    let trail = audit::counts(&mut tx, id.uuid()).await.expect("readable");
    let expected = ["note_drafted", "session_transcribed", "session_uploaded"].map(|deed| (deed.to_owned(), 1));
    assert_eq!(trail, expected);
    assert_eq!(jobs::depth(&mut tx).await.expect("readable"), (0, 0));
}

#[tokio::test]
async fn a_second_transcript_of_a_session_is_refused() {
    let practice = Practice::start().await;
    let (id, key) = practice.stored_session().await;
    let mut tx = practice.write().await;
    let (first, now) = (Transcript::default(), practice.clock.now());
    transcripts::insert(&mut tx, &key, id, &first, now)
        .await
        .expect("stored");
    let refused = transcripts::insert(&mut tx, &key, id, &first, now).await;
    assert!(matches!(refused, Err(Error::Constraint(_))), "{refused:?}");
}

#[tokio::test]
async fn a_session_belongs_to_a_client_who_exists() {
    let mut practice = Practice::start().await;
    let known = practice.patient;
    let (session, key) = practice.stored_session().await;
    let stored = sessions::find(&mut practice.read().await, &practice.key, session)
        .await
        .expect("readable")
        .expect("there");
    practice.patient = PatientId::new(practice.clock.now());
    assert_ne!(practice.patient, known);
    let mut orphan = stored.session;
    orphan.id = SessionId::new(practice.clock.now());
    orphan.patient_id = practice.patient;
    let refused = sessions::insert(&mut practice.write().await, &practice.key, &key, &orphan, &[0; 32]).await;
    assert!(matches!(refused, Err(Error::Constraint(_))), "{refused:?}");
}

#[tokio::test]
async fn lists_are_newest_first_and_every_filter_narrows_them() {
    let practice = Practice::start().await;
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.insert(0, practice.stored_session().await.0);
    }
    let now = practice.clock.now();
    let mut tx = practice.write().await;
    assert!(
        sessions::advance(&mut tx, ids[3], Status::Uploading, Status::Failed, Some("broken"), now)
            .await
            .expect("writable")
    );
    tx.commit().await.expect("stored");
    let therapist = practice.therapist;
    let cases = [
        (all(therapist), ids.clone()),
        (all(UserId::new(now)), vec![]),
        (
            Filter {
                patient: Some(practice.patient),
                ..all(therapist)
            },
            ids.clone(),
        ),
        (
            Filter {
                patient: Some(PatientId::new(now)),
                ..all(therapist)
            },
            vec![],
        ),
        (
            Filter {
                status: Some(Status::Failed),
                ..all(therapist)
            },
            vec![ids[3]],
        ),
        (
            Filter {
                before: Some(ids[1]),
                ..all(therapist)
            },
            ids[2..].to_vec(),
        ),
        (
            Filter {
                limit: 2,
                ..all(therapist)
            },
            ids[..2].to_vec(),
        ),
        (
            Filter {
                before: Some(ids[1]),
                limit: 2,
                ..all(therapist)
            },
            ids[2..4].to_vec(),
        ),
    ];
    for (filter, expected) in cases {
        let found = sessions::list(&mut practice.read().await, &practice.key, &filter)
            .await
            .expect("readable");
        assert_eq!(
            found.iter().map(|session| session.id).collect::<Vec<_>>(),
            expected,
            "{filter:?}"
        );
    }
    let failed = sessions::find(&mut practice.read().await, &practice.key, ids[3])
        .await
        .expect("readable")
        .expect("there");
    assert_eq!(failed.session.error_message.as_deref(), Some("broken"));
}
