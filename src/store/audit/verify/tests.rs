use domain::Timestamp;
use proptest::prelude::*;
use proptest::sample::Index;
use uuid::Uuid;

use super::*;
use crate::audit::Stored;

/// A trail as it is written: rows and head.
fn trail(length: i64) -> (Vec<Found>, (i64, Vec<u8>)) {
    let mut previous = GENESIS;
    let rows = (1..=length).map(|seq| {
        let line = Line {
            seq,
            at: Timestamp::from_micros(1_768_813_200_000_000 + seq),
            actor: (seq % 3 != 0).then(|| Uuid::from_u128(seq as u128 % 4)),
            login: (seq % 2 == 0).then(|| Uuid::from_u128(7)),
            deed: "session_read".into(),
            record: (seq % 5 != 0).then(|| Uuid::from_u128(seq as u128)),
            outcome: "done".into(),
            reason: None,
            address: Some("192.0.2.7".into()),
            agent: (seq % 4 == 0).then(|| "curl".into()),
        };
        previous = chain::link(&previous, &line);
        found(line, previous.to_vec())
    });
    let rows: Vec<Found> = rows.collect();
    let head = (length, previous.to_vec());
    (rows, head)
}

fn found(line: Line, hash: Vec<u8>) -> Found {
    Found {
        seq: line.seq,
        stored: Some(Stored { line, hash }),
    }
}

fn walk(rows: &[Found], head: &(i64, Vec<u8>)) -> std::result::Result<(), Broken> {
    let mut walk = Walk {
        next: 1,
        previous: GENESIS,
    };
    rows.iter().try_for_each(|row| walk.step(row))?;
    walk.finish(Some(head))
}

/// What somebody with SQL may do to the rows. Places are taken modulo the number of rows.
#[derive(Debug, Clone)]
enum Tampering {
    Field(Index, u8),
    Hash(Index, u8),
    Unreadable(Index),
    Delete(Index),
    DeleteAndRenumber(Index),
    Insert(Index),
    /// With a hash that fits the entry before.
    InsertChained(Index),
    Swap(Index, Index),
    Truncate(Index),
    Append,
}

fn tampering() -> impl Strategy<Value = Tampering> {
    use Tampering::*;
    prop_oneof![
        (any::<Index>(), 0..10u8).prop_map(|(at, field)| Field(at, field)),
        (any::<Index>(), 0..32u8).prop_map(|(at, byte)| Hash(at, byte)),
        any::<Index>().prop_map(Unreadable),
        any::<Index>().prop_map(Delete),
        any::<Index>().prop_map(DeleteAndRenumber),
        any::<Index>().prop_map(Insert),
        any::<Index>().prop_map(InsertChained),
        (any::<Index>(), any::<Index>()).prop_map(|(one, other)| Swap(one, other)),
        any::<Index>().prop_map(Truncate),
        Just(Append),
    ]
}

fn change(line: &mut Line, field: u8) {
    match field {
        0 => line.at = Timestamp::from_micros(line.at.micros() - 1),
        1 => line.actor = Some(Uuid::from_u128(99)),
        2 => line.login = line.login.xor(Some(Uuid::from_u128(98))),
        3 => line.deed.push('x'),
        4 => line.record = line.record.is_none().then(|| Uuid::from_u128(97)),
        5 => line.outcome = "refused".into(),
        6 => line.reason = Some("why".into()),
        7 => line.address = None,
        8 => line.agent = line.agent.clone().xor(Some(String::new())),
        _ => line.seq += 1000,
    }
}

/// Gives every row the number of its place, as somebody would who makes room or closes a gap.
fn renumber(rows: &mut [Found]) {
    for (seq, row) in (1..).zip(rows) {
        row.seq = seq;
        if let Some(stored) = &mut row.stored {
            stored.line.seq = seq;
        }
    }
}

fn apply(rows: &mut Vec<Found>, tampering: &Tampering) {
    if rows.is_empty() {
        return;
    }
    let length = rows.len();
    match tampering {
        Tampering::Field(at, field) => {
            let row = &mut rows[at.index(length)];
            if let Some(stored) = &mut row.stored {
                change(&mut stored.line, *field);
                row.seq = stored.line.seq;
            }
        }
        Tampering::Hash(at, byte) => {
            if let Some(stored) = &mut rows[at.index(length)].stored {
                stored.hash[usize::from(*byte)] ^= 1;
            }
        }
        Tampering::Unreadable(at) => rows[at.index(length)].stored = None,
        Tampering::Delete(at) => drop(rows.remove(at.index(length))),
        Tampering::DeleteAndRenumber(at) => {
            rows.remove(at.index(length));
            renumber(rows);
        }
        Tampering::Insert(at) => {
            let copy = rows[at.index(length)].clone();
            rows.insert(at.index(length), copy);
            renumber(rows);
        }
        Tampering::InsertChained(at) => {
            let at = at.index(length);
            let before = (at > 0).then(|| rows[at - 1].stored.as_ref()).flatten();
            let previous = before.and_then(|stored| Hash::try_from(&stored.hash[..]).ok());
            let Some(mut line) = rows[at].stored.as_ref().map(|stored| stored.line.clone()) else {
                return;
            };
            (line.seq, line.deed) = (at as i64 + 1, "forged".into());
            let hash = chain::link(&previous.unwrap_or(GENESIS), &line).to_vec();
            rows.insert(at, found(line, hash));
            renumber(rows);
        }
        Tampering::Swap(one, other) => {
            rows.swap(one.index(length), other.index(length));
            renumber(rows);
        }
        Tampering::Truncate(at) => rows.truncate(at.index(length)),
        Tampering::Append => {
            let last = rows.last().and_then(|row| row.stored.clone());
            if let Some(Stored { mut line, hash }) = last
                && let Ok(previous) = Hash::try_from(hash)
            {
                line.seq += 1;
                let hash = chain::link(&previous, &line).to_vec();
                rows.push(found(line, hash));
            }
        }
    }
    // The database gives them in this order.
    rows.sort_by_key(|row| row.seq);
    rows.dedup_by_key(|row| row.seq);
}

proptest! {
    #[test]
    fn an_untouched_trail_is_whole(length in 0..60i64) {
        let (rows, head) = trail(length);
        prop_assert_eq!(walk(&rows, &head), Ok(()));
    }

    #[test]
    fn whatever_is_done_to_the_rows_is_found_where_it_begins(
        length in 1..40i64,
        steps in prop::collection::vec(tampering(), 1..5),
    ) {
        let (original, head) = trail(length);
        let mut rows = original.clone();
        for step in &steps {
            apply(&mut rows, step);
        }
        let place = original.iter().zip(&rows).take_while(|(was, is)| was == is).count();
        if rows == original {
            prop_assert_eq!(walk(&rows, &head), Ok(()));
        } else {
            let wrong = walk(&rows, &head).expect_err("the trail was changed");
            // A forged entry that fits the one before gives itself away by the one behind it, or by the end.
            let first = place as i64 + 1;
            let latest = first + steps.len() as i64;
            prop_assert!((first..=latest).contains(&wrong.seq) || wrong.seq == length, "{:?} instead of {}", wrong, first);
        }
    }
}

#[test]
fn each_kind_of_harm_has_its_name() {
    let check = |change: fn(&mut Vec<Found>, &mut (i64, Vec<u8>)), seq, fault| {
        let (mut rows, mut head) = trail(10);
        change(&mut rows, &mut head);
        assert_eq!(walk(&rows, &head), Err(Broken { seq, fault }));
    };
    check(|rows, _| rows[3].stored = None, 4, Fault::Changed);
    check(|rows, _| drop(rows.remove(3)), 4, Fault::Missing);
    check(|rows, _| rows.truncate(6), 7, Fault::CutOff);
    check(|rows, _| rows.clear(), 1, Fault::CutOff);
    check(|_, head| head.0 = 6, 7, Fault::HeadChanged);
    check(|_, head| head.1[0] ^= 1, 10, Fault::HeadChanged);
    check(|_, head| head.1.clear(), 10, Fault::HeadChanged);
    let (mut rows, head) = trail(3);
    rows.insert(0, Found { seq: 0, stored: None });
    assert_eq!(
        walk(&rows, &head),
        Err(Broken {
            seq: 0,
            fault: Fault::OutOfOrder
        })
    );
}
