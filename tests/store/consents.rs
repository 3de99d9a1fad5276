//! Consents, participants and the work that a withdrawal takes away.

use domain::consent::{Consent, Method, Scope};
use domain::job::Kind;
use domain::participant::{Capacity, Participant};
use domain::{Clock, ParticipantId, SessionId};
use store::{consents, jobs, participants};

use crate::practice::Practice;

fn consent(practice: &Practice, participant: Option<ParticipantId>, scope: Scope) -> Consent {
    Consent {
        participant,
        expires_at: Some(practice.clock.now() + std::time::Duration::from_secs(60)),
        ..Consent::by_client(
            scope,
            Method::Electronic,
            Some(practice.therapist),
            practice.clock.now(),
        )
    }
}

#[tokio::test]
async fn a_withdrawal_concerns_one_person_and_one_scope() {
    let practice = Practice::start().await;
    let other = Participant {
        id: ParticipantId::new(practice.clock.now()),
        name: "Ben Okafor".into(),
        capacity: Capacity::Partner,
        ended_at: None,
        created_at: practice.clock.now(),
    };
    let mut tx = practice.write().await;
    let contact = practice.key.contact_key();
    participants::insert(&mut tx, contact, practice.patient, &other)
        .await
        .expect("stored");
    let given = [
        consent(&practice, None, Scope::Record),
        consent(&practice, Some(other.id), Scope::Record),
        consent(&practice, None, Scope::Portal),
    ];
    for consent in &given {
        consents::insert(&mut tx, practice.patient, consent)
            .await
            .expect("stored");
    }
    let now = practice.clock.now();
    let by = practice.therapist;
    let withdrawn = consents::withdraw(&mut tx, practice.patient, Some(other.id), Scope::Record, by, now).await;
    assert_eq!(withdrawn.expect("writable"), 1);
    let again = consents::withdraw(&mut tx, practice.patient, Some(other.id), Scope::Record, by, now).await;
    assert_eq!(again.expect("writable"), 0);
    let stored = consents::of_patient(&mut tx, practice.patient).await.expect("readable");
    assert_eq!(stored.len(), 3);
    for consent in given {
        let is_others = consent.participant.is_some();
        let expected = Consent {
            withdrawn_at: is_others.then_some(now),
            ..consent
        };
        assert!(stored.contains(&expected), "{expected:?}");
    }
    let people = participants::of_patient(&mut tx, contact, practice.patient).await;
    assert_eq!(people.expect("readable"), [other]);
}

#[tokio::test]
async fn a_job_that_begins_again_is_lost_to_whoever_was_at_it() {
    let practice = Practice::start().await;
    let mut tx = practice.write().await;
    let (session, _) = practice.session(&mut tx, "session.wav").await;
    let now = practice.clock.now();
    jobs::enqueue(&mut tx, Kind::DraftNote, session, now, now)
        .await
        .expect("stored");
    let live = jobs::live_of_patient(&mut tx, practice.patient)
        .await
        .expect("readable");
    assert_eq!(live, [(session, Kind::DraftNote)]);
    assert!(
        !jobs::start_over(&mut tx, session, now).await.expect("writable"),
        "nobody is at it"
    );
    let claim = jobs::claim(&mut tx, Kind::DraftNote, session.uuid(), now, now).await;
    let claim = claim.expect("writable").expect("a job");
    assert!(jobs::is_held(&mut tx, &claim).await.expect("readable"));
    assert!(jobs::start_over(&mut tx, session, now).await.expect("writable"));
    assert!(!jobs::is_held(&mut tx, &claim).await.expect("readable"));
    assert!(!jobs::finish(&mut tx, &claim, now).await.expect("writable"));
    let nobody = SessionId::new(now);
    assert!(!jobs::start_over(&mut tx, nobody, now).await.expect("writable"));
}
