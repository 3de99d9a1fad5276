//! Hurting oneself without the aim to die, self-starvation as punishment among it.

use super::{Group, Level};
use crate::risk::Category::SelfHarm as CATEGORY;

pub(super) const GROUPS: &[Group] = &[
    Group {
        category: CATEGORY,
        level: Level::Plain,
        detail: "self_injury",
        patterns: &[
            "self harm*",
            "selfharm*",
            "self injur*",
            "hurt|hurts|hurting|harm|harms|harming|harmed|injure|injuring|injured|mutilat* {self}",
            "cut|cuts|cutting|cutted|slash*|scratch*|burn|burns|burned|burnt|burning|carve*|carving|stab*|pinch* {self}",
            "cutting or burning",
            "been|started|start|back|still|keep|kept|with|to|and cutting again|$",
            "been|started|still|keep|kept cutting $",
            "no|any|of cutting",
            "used to cut $",
            "i cut $",
            "i cut again|when|because|last|on|most|every|so",
            "cut|cuts|cutting|slash*|scratch*|burn|burns|burned|burnt|burning|bite|bites|biting|bit|carve* my|his|her|their|your own? left|right|upper? {body}",
            "cut|cuts|scars|marks|slashes|burns|cutting on|along|down|across ~1 my|his|her|their|your ~1 {body}",
            "scratches ~12 my arms|legs|wrists|thighs",
            "hand|arm|wrist|finger|palm ~3 on|over|in|under|against ~2 hob|stove|iron|candle|radiator|flame|burner|kettle|boiling",
            "it with|using ~2 razor|blade|blades|scissors|compass|lighter|scalpel|glass",
            "pack|packet ~3 blades|razors",
            "{blade} ~6 for|across|on|into my ~1 {body}",
            "pull*|rip*|tear* my|his|her|their own? hair",
            "punch*|hit|hitting|headbutt* ~1 wall|walls|door|doors|concrete",
            "punch*|hit|hitting|bang*|smack* {self}",
            "bang*|hit|hitting|smash* my own? head",
            "bite|bites|biting|bit my|his|her|their own? arm|arms|hand|hands",
            "pick*|scratch* ~3 until ~2 bleed*|bled|blood",
            "until ~4 bleed*|bled|mark|raw",
            "starv* {self}",
            "punish* {self}",
            "not eat*|eaten for|in|all ~4 bad|punish*|deserve*|slap|control",
            "make|made|making {self} sick|vomit|throw",
            "purging|purged",
            "not to die",
        ],
    },
    Group {
        category: CATEGORY,
        level: Level::Oblique,
        detail: "signs_of_self_injury",
        patterns: &[
            "arms|legs|wrists|thighs ~1 are|is a state|mess",
            "long|wear|wearing sleeves because|so|to|even|all",
            "hiding|hide|hid my arms|wrists|legs|scars|cuts|marks",
            "urge|urges to cut|burn|hurt|scratch|harm",
            "urges ~3 coming|back|strong*",
        ],
    },
];
