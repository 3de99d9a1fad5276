//! A JSON schema as an external service takes it, and whether an answer obeys it.
//!
//! Services that promise answers of a schema know a part of the language (OpenAI's "structured outputs": every property
//! required, no further ones, a type everywhere, no lengths of texts, few values to choose from). [`for_service`] says as much of a
//! schema as such a service can take. [`obeys`] then holds the answer against the whole of it, because a promise from outside is
//! not a check; the lengths of texts alone are left to the drafter, since the service has no way to keep them.

use serde_json::{Map, Value, json};

/// The most values of one `enum` that are sent. Longer lists of numbers become their range.
const MOST_CHOICES: usize = 100;

/// The schema, in what a service takes.
pub(super) fn for_service(schema: &Value) -> Value {
    let Some(fields) = schema.as_object() else {
        return schema.clone();
    };
    let mut sent = Map::new();
    for (name, value) in fields {
        match name.as_str() {
            "minLength" => {}
            "maxLength" => {
                sent.insert("description".into(), format!("At most {value} characters.").into());
            }
            "items" => {
                sent.insert(name.clone(), for_service(value));
            }
            "properties" | "$defs" => {
                let each = value.as_object().into_iter().flatten();
                let each = each.map(|(name, value)| (name.clone(), for_service(value)));
                sent.insert(name.clone(), Value::Object(each.collect()));
            }
            "anyOf" => {
                let each = value.as_array().into_iter().flatten().map(for_service);
                sent.insert(name.clone(), each.collect());
            }
            "enum" => choices(value.as_array().map_or(&[], Vec::as_slice), &mut sent),
            _ => {
                sent.insert(name.clone(), value.clone());
            }
        }
    }
    Value::Object(sent)
}

fn choices(values: &[Value], sent: &mut Map<String, Value>) {
    let numbers: Option<Vec<i64>> = values.iter().map(Value::as_i64).collect();
    if let Some(numbers) = numbers.filter(|_| values.len() > MOST_CHOICES) {
        sent.insert("type".into(), "integer".into());
        sent.insert("minimum".into(), json!(numbers.iter().min()));
        sent.insert("maximum".into(), json!(numbers.iter().max()));
        return;
    }
    let mut types: Vec<&str> = values.iter().map(type_of).collect();
    types.sort_unstable();
    types.dedup();
    let types = match types[..] {
        [single] => single.into(),
        _ => json!(types),
    };
    sent.insert("type".into(), types);
    sent.insert("enum".into(), values.into());
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Whether a value is what the schema asks for. Lengths of texts are not looked at; neither are words of the language that no
/// prompt here uses.
pub(super) fn obeys(value: &Value, schema: &Value) -> bool {
    let is = |wanted: &Value| {
        let given = type_of(value);
        wanted.as_str() == Some(given) || (wanted == "number" && given == "integer")
    };
    let of_type = match &schema["type"] {
        Value::Null => true,
        Value::Array(types) => types.iter().any(is),
        single => is(single),
    };
    let chosen = schema["enum"].as_array().is_none_or(|values| values.contains(value));
    let fixed = schema.get("const").is_none_or(|only| only == value);
    let any = schema["anyOf"]
        .as_array()
        .is_none_or(|schemas| schemas.iter().any(|schema| obeys(value, schema)));
    of_type
        && chosen
        && fixed
        && any
        && match value {
            Value::Number(number) => number.as_f64().is_some_and(|number| in_range(number, schema)),
            Value::Array(items) => {
                let length = items.len() as u64;
                schema["minItems"].as_u64().is_none_or(|least| length >= least)
                    && schema["maxItems"].as_u64().is_none_or(|most| length <= most)
                    && schema
                        .get("items")
                        .is_none_or(|each| items.iter().all(|item| obeys(item, each)))
            }
            Value::Object(fields) => has_fields(fields, schema),
            _ => true,
        }
}

fn in_range(number: f64, schema: &Value) -> bool {
    schema["minimum"].as_f64().is_none_or(|least| number >= least)
        && schema["maximum"].as_f64().is_none_or(|most| number <= most)
}

fn has_fields(fields: &Map<String, Value>, schema: &Value) -> bool {
    let required = schema["required"].as_array().into_iter().flatten();
    let all_there = required.filter_map(Value::as_str).all(|name| fields.contains_key(name));
    let closed = schema["additionalProperties"] == false;
    all_there
        && fields.iter().all(|(name, value)| match schema["properties"].get(name) {
            Some(schema) => obeys(value, schema),
            None => !closed,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema() -> Value {
        json!({
            "type": "object",
            "properties": {
                "at": { "type": "integer", "minimum": 3, "maximum": 5 },
                "mood": { "enum": ["low", "high", null] },
                "quotes": { "type": "array", "minItems": 1, "maxItems": 2, "items": { "type": "string", "minLength": 1, "maxLength": 40 } },
                "who": { "anyOf": [{ "type": "null" }, { "const": "client" }] },
            },
            "required": ["at", "mood", "quotes", "who"],
            "additionalProperties": false,
        })
    }

    #[test]
    fn an_answer_obeys_or_it_does_not() {
        let good = json!({ "at": 4, "mood": null, "quotes": ["a"], "who": "client" });
        assert!(obeys(&good, &schema()));
        let wrong = [
            ("at", json!(6)),
            ("at", json!(2)),
            ("at", json!(4.5)),
            ("at", json!("4")),
            ("mood", json!("medium")),
            ("quotes", json!([])),
            ("quotes", json!(["a", "b", "c"])),
            ("quotes", json!([1])),
            ("quotes", json!("a")),
            ("who", json!("therapist")),
            ("more", json!(1)),
        ];
        for (field, value) in wrong {
            let mut answer = good.clone();
            answer[field] = value;
            assert!(!obeys(&answer, &schema()), "{answer}");
        }
        for field in ["at", "mood", "quotes", "who"] {
            let mut answer = good.clone();
            answer.as_object_mut().expect("an object").remove(field);
            assert!(!obeys(&answer, &schema()), "{answer}");
        }
        for value in [json!([]), json!("text"), Value::Null] {
            assert!(!obeys(&value, &schema()), "{value}");
        }
    }

    #[test]
    fn a_schema_without_words_takes_anything() {
        for value in [json!(1), json!({ "a": [1] }), Value::Null] {
            assert!(obeys(&value, &json!({})), "{value}");
        }
        assert!(obeys(&json!(3), &json!({ "type": "number" })));
        assert!(obeys(&Value::Null, &json!({ "type": ["string", "null"] })));
    }

    #[test]
    fn a_service_is_sent_what_it_can_take() {
        let sent = for_service(&schema());
        assert_eq!(sent["properties"]["at"], schema()["properties"]["at"]);
        assert_eq!(
            sent["properties"]["mood"],
            json!({ "type": ["null", "string"], "enum": ["low", "high", null] })
        );
        assert_eq!(
            sent["properties"]["quotes"]["items"],
            json!({ "type": "string", "description": "At most 40 characters." })
        );
        assert_eq!(
            (&sent["required"], &sent["additionalProperties"]),
            (&schema()["required"], &json!(false))
        );
        let many: Vec<u32> = (10..500).collect();
        assert_eq!(
            for_service(&json!({ "enum": many })),
            json!({ "type": "integer", "minimum": 10, "maximum": 499 })
        );
        assert_eq!(
            for_service(&json!({ "enum": [1, 2] })),
            json!({ "type": "integer", "enum": [1, 2] })
        );
    }
}
