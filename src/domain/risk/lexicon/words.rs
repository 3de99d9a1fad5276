//! Classes of words and tables of phrases that the patterns of the screen share.
//!
//! The phrases of a domain are built from these: who (`{kin}`, `{them}`), wishing and planning (`{want}`, `{think}`,
//! `{plan}`), what is done and with what (`{hurt}`, `{weapon}`, `{pills}`). A new way of saying a known thing is usually one
//! more word here.

use crate::transcript::pattern::Vocabulary;

pub(in crate::risk) const WORDS: Vocabulary = Vocabulary {
    classes: CLASSES,
    phrases: PHRASES,
};

const CLASSES: &[(&str, &str)] = &[
    (
        "want",
        "want|wants|wanted|wanting|wish|wishes|wished|wishing|hope|hopes|hoped|hoping|pray|prays|prayed|praying|long|longs|longing|\
         longed|rather|prefer|crave|craving|desperate|ready|beg|begging|love|fancy|happy|glad",
    ),
    (
        "think",
        "think|thinks|thinking|thought|thoughts|consider|considers|considered|considering|contemplat*|imagine|imagines|imagined|\
         imagining|picture|pictures|pictured|picturing|fantasi*|fantasy|fantasies|daydream*|wonder*|obsess*|idea|ideas|urge|urges|\
         impulse|impulses|tempted|temptation|visions|images|dream|dreams|dreamed|dreaming|toying|toyed|entertained|visuali*|\
         mulling|fixated|ruminat*",
    ),
    (
        "plan",
        "plan|plans|planned|planning|intend|intends|intending|intended|intent|intention|intentions|decided|deciding|determined|\
         prepared|preparing|going|arranged|plotting",
    ),
    (
        "research",
        "google|googled|googling|googles|research|researched|researching|search|searched|searching|searches|reading|read|\
         forum|forums|website|websites|looked|looking|watched|watching|asked|asking|found|youtube|reddit|working|worked|figured|\
         calculated|finding",
    ),
    (
        "heights",
        "bridge|bridges|viaduct|overpass|flyover|cliff|cliffs|roof|rooftop|balcony|ledge|parapet|railing|railings|platform|tracks|\
         track|rails|multistorey|storey|quarry|pier|weir|harbour|window|edge|barrier|barriers|crossing|flats|tower|bypass|footbridge",
    ),
    (
        "linger",
        "stood|standing|stand|sat|sitting|sit|climb|climbed|climbing|walked|walking|walk|drove|driven|driving|drive|went|going|go|\
         gone|been|keep|end|parked|hung|leaning|leaned|leant|slow|stop|stopped|stopping|waited|waiting|looked|looking|staring|stared",
    ),
    (
        "vehicle",
        "bus|lorry|lorries|truck|trucks|car|cars|train|trains|tram|tube|van|plane|traffic|motorway|hgv|subway|metro|taxi",
    ),
    (
        "dose",
        "pill|pills|tablet|tablets|capsules|paracetamol|tylenol|ibuprofen|aspirin|tramadol|codeine|oxycodone|oxy|morphine|diazepam|\
         valium|xanax|sleepers|meds|med|medication|medications|medicine|medicines|insulin|antidepressant|antidepressants|sertraline|\
         lithium|painkillers|clozapine|lamotrigine|metformin|steroids|inhaler|injections|injection|prescription|script|amitriptyline|\
         dose|doses|propranolol|warfarin|citalopram|fluoxetine|prozac|zopiclone|temazepam|benzos|quetiapine|olanzapine|depot|\
         methadone|suboxone|adderall|ritalin|opioids|opiates|pregabalin|gabapentin",
    ),
    (
        "weapon",
        "knife|knives|gun|guns|rifle|shotgun|pistol|handgun|firearm|revolver|glock|bat|shovel|hammer|machete|crowbar|axe|hatchet|\
         blade|screwdriver|bottle|brick|acid|petrol|gasoline|wrench|crossbow|ammo|ammunition|bullets|cleaver|sword",
    ),
    (
        "firearm",
        "gun|guns|rifle|shotgun|pistol|handgun|firearm|revolver|glock|weapon|ammo|ammunition|bullets|shells",
    ),
    (
        "hoard",
        "save|saved|saves|saving|stash*|hoard*|stockpil*|collect|collected|collecting|keep|keeps|keeping|kept|hidden|hid|hiding|\
         count|counts|counted|counting|squirrel*|pile|piled|piling|tucked|gathering|gathered|storing|stored|aside|spare|leftover|\
         lined|store|supply|stocked|accumulat*|amassed|palm*|cheek*",
    ),
    (
        "ligature",
        "rope|noose|ligature|cord|cable|flex|belt|hose|hosepipe|helium|exhaust|hook|beam|beams|rafters|rafter|bannister|banister|garrotte",
    ),
    (
        "bodypart",
        "{body}|knee|knees|foot|feet|toes|palm|palms|hip|side|back|neck|throat|tummy|breasts|breast|calf|calves|ribs|scalp|gums|\
         lips|cheek|cheeks|flesh|elbow|shin|shins",
    ),
    (
        "injure",
        "cut|cuts|cutting|slash|slashes|slashed|slashing|slice|slices|sliced|slicing|scratch|scratches|scratched|scratching|burn|burns|\
         burned|burnt|burning|carve|carves|carved|carving|stab|stabs|stabbed|stabbing|bite|bites|bit|biting|pinch|pinches|pinched|\
         punch|punches|punched|punching|hit|hits|hitting|hurt|hurts|hurting|harm|harms|harming|harmed|bruise|bruises|bruised|\
         bruising|scald|scalded|scrape|scraped|scraping|gouge|gouged|gouging|dig|digs|dug|digging|jab|jabs|jabbed|prick|pricked|\
         injure|injured|injuring|mutilat*|whip|whipped|slap|slaps|slapped|slapping|smack|smacks|smacking|nick|nicks|nicked|rip|ripped|\
         tear|tears|hack|hacked|peel|peeled|peeling|rub|rubbed|sear|seared",
    ),
    (
        "attack",
        "hit|hits|hitting|punch|punches|punched|punching|slap|slaps|slapped|slapping|kick|kicks|kicked|kicking|beat|beats|beating|beaten|\
         shove|shoves|shoved|shoving|choke|chokes|choked|choking|strangle|strangles|strangled|strangling|throttle|throttled|throttles|\
         belted|belts|whips|whipped|batters|battered|battering|headbutt|headbutts|headbutted|shakes|shook|shaking|bites|bit|burns|\
         burned|burnt|attack|attacks|attacked|attacking|thump|thumps|thumped|thumping|smack|smacks|smacked|smacking|wallop|\
         walloped|wallops|clout|clouts|clouted|clobbered|pinches|pinched|scratches|spits|spat|stabbed|glassed|stamped|stamps|\
         pushed|pushes|pushing|push|hurt|hurts|hurting|lashed|lashes|backhanded|backhands|floored|decked|pinned|pins|spanked|\
         spanks|thrash|thrashed|thrashes|assault*|abus*|rape|raped|rapes|raping|molest*|grope|gropes|groped|groping|fondl*|\
         smothered|suffocated|drowned|stabs|scalded|knocked|knocks|jumped|manhandle*|slammed|slams|flung|grabbed|grabs|dragged|drags",
    ),
    (
        "attacked",
        "hit|punched|slapped|kicked|beat|shoved|choked|strangled|throttled|belted|whipped|battered|headbutted|shook|bit|burned|burnt|\
         attacked|thumped|smacked|walloped|clouted|stabbed|glassed|stamped|pushed|lashed|floored|decked|pinned|spanked|thrashed|\
         assaulted|smothered|slammed|flung|grabbed|dragged|shot|jumped|bottled|knifed|spat|poisoned",
    ),
    (
        "destroy",
        "kill|kills|killing|murder|murdering|stab|stabbing|shoot|shooting|strangle|strangling|hurt|hurting|harm|harming|attack|attacking|\
         batter|battering|smash|smashing|poison|poisoning|suffocate|suffocating|smother|smothering|drown|drowning|beat|beating|punch|\
         punching|push|pushing|hit|hitting|burn|burning|choke|choking|destroy|slaughter|throttle|throttling|maim|maiming|behead|\
         knife|knifing|execute|executing|bludgeon|torture|torturing|shove|shake|shaking|kick|\
         kicking|slap|slapping|gut|gutting|cripple|lynch|bottle|glass|bash|bashing",
    ),
    (
        "person",
        "{them}|{kin}|{child}|family|captain|sergeant|officer|priest|neighbours|rapist|abuser|attacker|lawyer|social|worker|paedo|nonce|students|classmates|pupils|coworkers|workmates|customers|judge|dealer|\
         copper|police|cops|officer|landlady|tenant|tenants|caseworker|stepson|stepdaughter|toddler|newborn|husband's|client|doctor|\
         driver|nurse|housemate|classmate|stepbrother|stepsister|grandparents|teachers|men|women|guys|lads|girls|boys|bastard|bastards|\
         bitch|prick|scum|idiot|idiots|strangers|stranger|lot|passengers|pedestrians|in-laws|father-in-law|mother-in-law",
    ),
    (
        "partner",
        "husband|wife|partner|boyfriend|girlfriend|fiance|fiancee|ex|x|missus|hubby|bloke|fella|spouse|he|she",
    ),
    (
        "elder",
        "mum|mom|mother|dad|father|gran|nan|nana|grandma|grandmother|grandad|granddad|grandfather|grandpa|nanna|granny|parents|auntie|\
         aunt|uncle|resident|residents|patient|patients|neighbour|neighbor|lady|him|her",
    ),
    (
        "minor",
        "{child}|nephew|niece|grandson|granddaughter|grandchild|grandchildren|grandkids|infant|newborn|stepson|stepdaughter|pupil|student|\
         toddlers|babies|boys|girls|twins|sons|daughters|little|teenager|teen|lass|lads|cousin",
    ),
    (
        "alcohol",
        "drink|drinks|beer|beers|wine|vodka|whisky|whiskey|gin|rum|cider|lager|pint|pints|booze|alcohol|shots|cans|brandy|bourbon|tequila|\
         prosecco|champagne|sherry|spirits|stella|bottle|bottles|jar|jars|few|couple|tinnies|drop|glass|glasses|tins|tin|absinthe|one",
    ),
    (
        "substance",
        "gear|smack|heroin|coke|cocaine|crack|meth|speed|powder|weed|pills|ket|ketamine|spice|drugs|opioids|fentanyl|benzos|skunk|hash|mdma|\
         molly|pregabs|percs|percocet|oxy|oxys|xanax|valium|dope|acid|mushrooms|opiates|methadone|cannabis|crystal|\
         mephedrone|bath-salts|adderall|ritalin|codeine|tramadol|subs|suboxone|lean|poppers|ghb|zannies|vicodin",
    ),
    (
        "time",
        "again|today|tonight|yesterday|last|this|on|at|since|all|most|every|over|twice|once|after|before|when|and|for|by|in|now|because",
    ),
    (
        "glad",
        "glad|relief|relieved|grateful|mind|fine|care|good|better|over|bothered|happy|favour|favor|mercy|blessing|welcome|move|thankful|\
         ok|okay|lucky|thank|sorry|best|easier|nice",
    ),
    ("gone", "gone|dead|buried|away"),
    (
        "afraid",
        "afraid|scared|frightened|terrified|fear|fears|petrified|worried|dread|dreads|dreading|feared|terrifies|scares|frightens",
    ),
    (
        "relation",
        "captain|student|stepbrother|stepsister|housemate|classmate|tenant|client|pal|buddy|crew|grandparents|in-laws|godson|godmother|\
         missus|hubby|fella|postman|priest|vicar|old|older|younger|someone|somebody|whoever|anyone|nana|nanna|granny|pensioner|\
         officer|driver|doctor|nurse|tutor|lodger|sponsor|bloke|mates|friends|colleagues|cousins|sons|daughters|brothers|sisters",
    ),
    (
        "frail",
        "gran|nan|nana|grandma|grandmother|grandad|granddad|grandfather|grandpa|nanna|granny|resident|residents|pensioner|mum|mom|mother|dad|\
         father|auntie|aunt|lady|neighbour|neighbor|old",
    ),
    (
        "voice",
        "voice|voices|whisper|whispers|whispering|whispered|muttering|chatter|mutter|demons|spirits",
    ),
    (
        "agency",
        "government|police|fbi|cia|mi5|mi6|nsa|neighbours|neighbors|neighbour|neighbor|aliens|masons|illuminati|council|secret|agents|spies|\
         army|military|satellites|satellite|russians|chinese|hospital|doctors|colleagues|family|people|they|someone|somebody|everyone|\
         everybody|strangers|cameras|drones|cult|mafia|landlord|men|cars|vans|coworkers|gang|spirits|demons|he|she",
    ),
    (
        "device",
        "television|televisions|tv|telly|radio|internet|phone|computer|laptop|newsreader|news|adverts|ads|advert|posters|billboards|songs|lyrics|\
         headlines|traffic|lights|sockets|socket|radiator|radiators|pipes|microwave|walls|wall|vents|vent|mirror|mirrors|toaster|wifi|router|\
         fridge|kettle|screen|ceiling|plughole|fan|boiler|satellite|stereo|birds|pigeons|cat|dog|numbers|barcodes|emails|\
         clouds|smoke",
    ),
];

const PHRASES: &[(&str, &[&str])] = &[
    // What a person who wishes for death wishes for.
    (
        "death",
        &[
            "die|dying",
            "be|being|been dead|gone|over|finished|nothing|buried",
            "not be|being|been ~1 here|alive|around|there",
            "not exist|existing|live|living|breathe|wake|waking",
            "not have to exist|live|wake|breathe|come",
            "never been born",
            "never wake|woke|waking|existed",
            "i was|were ~1 dead|gone|never",
            "stop|cease|quit existing|breathing|living|being",
            "cease to exist",
            "disappear|vanish|evaporate|dissolve|fade ~2 forever|good|completely|altogether|away|$",
            "end it|everything all?",
            "end things $",
            "end my own? life",
            "go|fall|going|falling to? sleep|asleep ~3 forever|good|not|never",
            "sleep forever|for good|ever",
            "out of this life|world",
            "leave|leaving this world|earth|life|planet",
            "dead",
            "gone $",
            "gone for good",
            "meet my maker",
        ],
    ),
    // Acts against one's own life that need no further words.
    (
        "suicide",
        &[
            "suicid*",
            "kill|kills|killing|killed|kil|killin {self}",
            "end|ending|ends|ended|take|taking|took|takes|taken my|your|his|her|their|our own? life|lives",
            "top|topped|topping|neck|off|offing|hang|hangs|hanged|hung|hanging|drown|drowned|drowning|gas|gassed|gassing|electrocute|\
             suffocate|suffocating|poison|poisoning|poisoned|strangle|strangling|strung {self}",
            "do|done|did|doing {self} in",
            "do|doing|done|did something|anything|summat to {self}",
            "shoot|shot|shooting {self} $",
            "shoot|shot|shooting {self} ~1 in|last|when|with|after|through",
            "string|strung {self} up",
            "throw|threw|throwing|chuck|chucked|chucking|fling|hurl {self} ~1 off|under|in|from|out",
            "jump|jumped|jumps|jumping ~1 off|from|in|under|into|out|over|onto ~3 {heights}|{vehicle}|river|water|sea|road|building",
            "jump|jumped|jumping in front of",
            "step|stepping|stepped|walk|walking|walked|run|running|swerv*|steer*|pull|pulling|veer* ~1 out? into|under|off ~3 {vehicle}|\
             {heights}|kerb|curb|road|tree|wall|oncoming",
            "step|stepping|stepped|walk|walking|walked|run|running|swerv*|steer*|pull|pulling|veer* ~2 in front ~3 {vehicle}|them|it|him",
            "swerv*|steer*|veer* ~2 into|off",
            "drive|drove|driving|crash|crashing ~3 into|off ~2 canal|river|wall|tree|lake|sea|traffic|{heights}|lorry|oncoming|water|pole",
            "drive|drove|driving off the road on purpose",
            "walk|walked|walking|wade|waded|wading|swim|swimming ~1 into|in|out ~2 sea|river|lake|ocean|water|waves",
            "slit|slitting|cut|cutting|open|opening ~2 wrists",
            "slit|slitting my ~1 throat",
            "drink|drinking|drank|swallow* ~3 bleach|antifreeze|weedkiller",
            "overdos*",
            "bleed|bleeding out",
        ],
    ),
    // First person, with the verb of a resolve.
    ("i will", &["i will|would|could|might|should|shall|must|may"]),
];
