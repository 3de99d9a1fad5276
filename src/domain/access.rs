//! Who may do what: one pure function over role, action and relation, whose whole table is `tests/golden/access-table.txt`.
//!
//! A client can be several things to one person at once (an administrator may have been their therapist and open their record
//! in an emergency). [`strongest`] says which of them counts, so that a decision is always about one.

use crate::user::{Caller, Role};

/// Something a caller may want to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Make a new client record (their own).
    AddPatient,
    /// Read a client's name and contact data.
    ReadPatient,
    /// Upload a recording for a client.
    AddSession,
    /// See that a session exists and how far it is.
    ReadSession,
    /// Read the words of a session: transcript, audio, note.
    ReadClinical,
    /// Cancel, retry or re-draft a session.
    ProcessSession,
    /// Edit a note and decide about its items.
    ReviewNote,
    /// Sign a note, add to a signed one, void one.
    SignNote,
    /// Sign a signed note as the therapist's supervisor.
    CoSignNote,
    /// See who works with a client beside the responsible therapist.
    ReadAssignments,
    /// Say who works with a client beside the responsible therapist.
    ManageAssignments,
    /// Invite a client to make an account. Whose record it will belong to is another question.
    InvitePatient,
    /// Open a client's record in an emergency.
    BreakGlass,
    /// See who opened a client's record in an emergency.
    ReadBreakGlass,
    /// See whom a supervisor supervises.
    ReadSupervision,
    /// Say whom a supervisor supervises.
    ManageSupervision,
    /// Invite anybody to any role.
    InviteUser,
    /// Make and change the practice's own forms of a note.
    ManageTemplates,
    /// See accounts, change their role, deactivate them, end their logins.
    ManageUsers,
    /// Read, export and verify the trail of deeds.
    ReadAudit,
    /// See the mail that was laid into the folder, and its links.
    ReadMail,
    /// See the practice's own forms of a note.
    ReadTemplates,
    /// See whether the appliance works: database, engines, queue.
    ReadSystem,
    /// Change a client's record: name, contact data, goals, who else takes part; take it out of the lists.
    EditPatient,
    /// Give a client to another responsible therapist.
    HandOverPatient,
    /// Write down what somebody consented to, and that they withdrew it.
    ManageConsents,
    /// Plan, move and call off appointments, and say how they went.
    ManageAppointments,
    /// Read one's own numbers.
    ReadAnalytics,
    /// Read a client's progress: moods, topics, measures, attendance.
    ReadProgress,
    /// Take documents out of a client's record.
    ExportRecord,
    /// Enter a questionnaire for a client, ask for one, decide about an answer.
    EnterMeasure,
    /// Hand a summary to the client, and take it back.
    ReleaseSummary,
    /// Read what was released to oneself, answer questionnaires, withdraw a consent.
    UsePortal,
    /// See who works here, by name.
    ReadColleagues,
    /// See and remove recordings that nobody needs any more.
    CleanUp,
    /// See what happens by the clock, and when.
    ReadSchedule,
}

impl Action {
    /// Every action, in the order of the access table.
    pub const ALL: [Self; 36] = [
        Self::AddPatient,
        Self::ReadPatient,
        Self::AddSession,
        Self::ReadSession,
        Self::ReadClinical,
        Self::ProcessSession,
        Self::ReviewNote,
        Self::SignNote,
        Self::CoSignNote,
        Self::ReadAssignments,
        Self::ManageAssignments,
        Self::InvitePatient,
        Self::BreakGlass,
        Self::ReadBreakGlass,
        Self::ReadSupervision,
        Self::ManageSupervision,
        Self::InviteUser,
        Self::ManageTemplates,
        Self::ManageUsers,
        Self::ReadAudit,
        Self::ReadMail,
        Self::ReadTemplates,
        Self::ReadSystem,
        Self::EditPatient,
        Self::HandOverPatient,
        Self::ManageConsents,
        Self::ManageAppointments,
        Self::ReadAnalytics,
        Self::ReadProgress,
        Self::ExportRecord,
        Self::EnterMeasure,
        Self::ReleaseSummary,
        Self::UsePortal,
        Self::ReadColleagues,
        Self::CleanUp,
        Self::ReadSchedule,
    ];
}

/// What the record is to the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// They are the responsible therapist.
    Own,
    /// They work with the client beside the responsible therapist.
    Assigned,
    /// They supervise the responsible therapist.
    Supervised,
    /// They broke the glass, and the time of that has not run out.
    Emergency,
    /// The record is about themselves.
    Subject,
    /// None of these.
    Other,
}

impl Relation {
    /// Every relation, in the order of the access table.
    pub const ALL: [Self; 6] = [
        Self::Own,
        Self::Assigned,
        Self::Supervised,
        Self::Emergency,
        Self::Subject,
        Self::Other,
    ];
}

/// A refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// The caller may not even know that it exists: answered exactly like a record that does not.
    #[error("no such record")]
    Hidden,
    /// The caller may know, but not do this.
    #[error("this is not allowed for your role")]
    Forbidden,
}

/// Decides whether a role may do something to a record that stands in this relation to the person.
///
/// # Errors
/// [`Denied::Hidden`] becomes 404 and [`Denied::Forbidden`] 403, so that a caller learns nothing about records they may not
/// see.
pub fn decide(role: Role, action: Action, relation: Relation) -> Result<(), Denied> {
    use Action::*;
    use Relation::*;
    match (role, action, relation) {
        // What concerns no client: the role decides, except that supervisors may see whom they supervise themselves.
        (Role::Therapist, AddPatient | InvitePatient | ReadAnalytics, _) => Ok(()),
        (Role::Therapist | Role::Admin, CleanUp, _) => Ok(()),
        (Role::Admin, ReadSchedule, _) => Ok(()),
        (Role::Therapist | Role::Supervisor | Role::Admin, ReadSystem | ReadTemplates | ReadColleagues, _) => Ok(()),
        (Role::Supervisor, ReadSupervision, Subject) => Ok(()),
        (Role::Admin, ReadSupervision | ManageSupervision | BreakGlass, _) => Ok(()),
        (Role::Admin, InvitePatient | InviteUser | ManageTemplates | ManageUsers | ReadAudit | ReadMail, _) => Ok(()),
        (_, AddPatient | ReadSystem | ReadSupervision | ManageSupervision | BreakGlass, _) => Err(Denied::Forbidden),
        (_, InvitePatient | InviteUser | ManageTemplates | ManageUsers | ReadAudit | ReadMail, _) => {
            Err(Denied::Forbidden)
        }
        (_, ReadTemplates | ReadAnalytics | ReadColleagues | CleanUp | ReadSchedule, _) => Err(Denied::Forbidden),
        // An administrator arranges who works with whom. That takes ids, not names, and opens no record.
        (Role::Admin, ReadAssignments | ManageAssignments | HandOverPatient | ReadBreakGlass, _) => Ok(()),
        (Role::Therapist, ManageAssignments | HandOverPatient | ReadBreakGlass, Own) => Ok(()),
        (Role::Therapist, AddSession | ProcessSession | ReviewNote | SignNote, Own | Assigned) => Ok(()),
        (Role::Therapist, EditPatient | ManageConsents | ManageAppointments, Own | Assigned) => Ok(()),
        (Role::Therapist, ExportRecord | EnterMeasure | ReleaseSummary, Own | Assigned) => Ok(()),
        // The only thing that is for a client: what is theirs in the portal.
        (Role::Patient, UsePortal, Subject) => Ok(()),
        (Role::Patient, UsePortal, _) => Err(Denied::Hidden),
        (_, UsePortal, _) => Err(Denied::Forbidden),
        (Role::Supervisor, CoSignNote, Supervised) => Ok(()),
        (_, ReadPatient | ReadSession | ReadClinical | ReadAssignments | ReadProgress, _) if sees(role, relation) => {
            Ok(())
        }
        // Whoever sees a record is told what they may not do to it. To everybody else it does not exist.
        _ if sees(role, relation) => Err(Denied::Forbidden),
        _ => Err(Denied::Hidden),
    }
}

/// Whether a person of this role sees a client who stands in this relation to them.
fn sees(role: Role, relation: Relation) -> bool {
    use Relation::*;
    match role {
        Role::Therapist => matches!(relation, Own | Assigned),
        Role::Supervisor => matches!(relation, Own | Assigned | Supervised),
        // An administrator sees that work is waiting or failed, never whose words they are, unless they broke the glass.
        Role::Admin => relation == Emergency,
        // What is released to a client is a record of its own ([`Action::UsePortal`]); nothing else of theirs is for them.
        Role::Patient => false,
    }
}

/// Of all that a record is to a person of this role, what counts: the relation in which they may do most.
pub fn strongest(role: Role, held: impl IntoIterator<Item = Relation>) -> Relation {
    let permits = |relation: &Relation| {
        let allowed = Action::ALL
            .iter()
            .filter(|action| decide(role, **action, *relation).is_ok());
        allowed.count()
    };
    held.into_iter().max_by_key(permits).unwrap_or(Relation::Other)
}

/// The relations in which a role may do this: whose records a list shows.
pub fn relations_for(role: Role, action: Action) -> impl Iterator<Item = Relation> {
    let all = Relation::ALL.into_iter();
    all.filter(move |relation| decide(role, action, *relation).is_ok())
}

impl Caller {
    /// [`decide`] for this caller.
    ///
    /// # Errors
    /// As [`decide`].
    pub fn may(&self, action: Action, relation: Relation) -> Result<(), Denied> {
        decide(self.role, action, relation)
    }
}

/// The whole table as text, one line per role, action and relation.
pub fn table() -> String {
    let mut lines = format!("{:<11} {:<18}", "role", "action");
    for relation in Relation::ALL {
        lines.push_str(&format!("{:<11}", format!("{relation:?}").to_lowercase()));
    }
    lines.truncate(lines.trim_end().len());
    lines.push('\n');
    for role in Role::ALL {
        for action in Action::ALL {
            let mut row = format!("{:<11} {:<18}", role.as_str(), format!("{action:?}"));
            for relation in Relation::ALL {
                let cell = match decide(role, action, relation) {
                    Ok(()) => "yes",
                    Err(Denied::Hidden) => "404",
                    Err(Denied::Forbidden) => "403",
                };
                row.push_str(&format!("{cell:<11}"));
            }
            lines.push_str(row.trim_end());
            lines.push('\n');
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every set of relations that a record can have to a person, apart from the empty one.
    fn sets() -> impl Iterator<Item = Vec<Relation>> {
        (1u32..1 << Relation::ALL.len()).map(|mask| {
            let all = Relation::ALL.into_iter().enumerate();
            all.filter(|(bit, _)| mask & (1 << bit) != 0)
                .map(|(_, relation)| relation)
                .collect()
        })
    }

    #[test]
    fn the_relation_that_counts_allows_whatever_any_of_them_allows() {
        for role in Role::ALL {
            for held in sets() {
                let counts = strongest(role, held.iter().copied());
                // Whom somebody supervises is asked of an account, to which nothing else is related.
                for action in Action::ALL
                    .into_iter()
                    .filter(|action| *action != Action::ReadSupervision)
                {
                    let any = held.iter().any(|relation| decide(role, action, *relation).is_ok());
                    assert_eq!(decide(role, action, counts).is_ok(), any, "{role} {action:?} {held:?}");
                }
            }
        }
    }

    #[test]
    fn without_any_relation_a_record_is_somebody_elses() {
        for role in Role::ALL {
            assert_eq!(strongest(role, []), Relation::Other);
        }
    }

    #[test]
    fn nobody_reads_a_client_who_is_nothing_to_them() {
        use Action::*;
        for role in Role::ALL {
            for action in [ReadPatient, AddSession, ReadSession, ReadClinical, ProcessSession] {
                assert_eq!(decide(role, action, Relation::Other), Err(Denied::Hidden));
            }
        }
    }

    #[test]
    fn an_administrator_reads_words_behind_broken_glass_only() {
        let relations: Vec<_> = relations_for(Role::Admin, Action::ReadClinical).collect();
        assert_eq!(relations, [Relation::Emergency]);
    }

    #[test]
    fn what_is_hidden_from_a_role_is_hidden_for_every_deed_on_a_record() {
        use Action::*;
        for role in Role::ALL {
            for relation in Relation::ALL {
                let hidden = decide(role, ReadPatient, relation) == Err(Denied::Hidden);
                for action in [AddSession, ReadSession, ReadClinical, ProcessSession] {
                    let too = decide(role, action, relation) == Err(Denied::Hidden);
                    assert_eq!(hidden, too, "{role} {action:?} {relation:?}");
                }
            }
        }
    }
}
