"""JSON Schemas (draft 2020-12) of a task type's inputs and of its answers as they are stored."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from kazi.kinds.rules.shape import MAX_FILE_NAME, MAX_INPUT_TEXT, AnswerField, TaskType

Schema = dict[str, Any]
_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_UNREADABLE: Schema = {
    "type": "object",
    "title": "Cannot be read",
    "properties": {"unreadable": {"const": True}},
    "required": ["unreadable"],
    "additionalProperties": False,
}


def input_schema(task_type: TaskType) -> Schema:
    """Return the schema of one task's input, as a client sends it."""
    properties: Schema = {}
    for item in task_type.inputs:
        longest = MAX_INPUT_TEXT if item.type == "text" else MAX_FILE_NAME
        schema: Schema = {"type": "string", "title": item.label, "maxLength": longest}
        if item.required:
            schema["minLength"] = 1
        if item.type != "text":
            schema["description"] = "The name of an uploaded file."
        properties[item.name] = schema
    required = [item.name for item in task_type.inputs if item.required]
    return _top(task_type, properties, required)


def answer_schema(task_type: TaskType) -> Schema:
    """Return the schema of a cleaned answer: what is stored and exported.

    Answers may be sent in more forms than this (see check_answer); they are stored in this one.
    """
    properties = {field.name: _field(field) for field in task_type.answers}
    required = [field.name for field in task_type.answers if field.required]
    return _top(task_type, properties, required)


def _top(task_type: TaskType, properties: Schema, required: list[str]) -> Schema:
    return {"$schema": _DRAFT, "title": task_type.title, **_object(properties, required)}


def _object(properties: Schema, required: list[str]) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _field(field: AnswerField) -> Schema:
    schema: Schema = {"title": field.label}
    if field.help:
        schema["description"] = field.help
    value = _value(field)
    return {**schema, "anyOf": [value, _UNREADABLE]} if field.unreadable else {**schema, **value}


def _value(field: AnswerField) -> Schema:
    values = [option.value for option in field.options]
    if field.type == "choice":
        return {"type": "string", "enum": values}
    if field.type == "choices":
        return {
            "type": "array",
            "items": {"type": "string", "enum": values},
            "uniqueItems": True,
            "minItems": int(field.min) if isinstance(field.min, Decimal) else 1,
            "maxItems": int(field.max) if isinstance(field.max, Decimal) else len(values),
        }
    if field.type == "number":
        return {"type": "string", "pattern": _number_pattern(field.decimals)}
    if field.type == "date":
        return {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
    if field.type == "table":
        columns = {column.name: _field(column) for column in field.columns}
        required = [column.name for column in field.columns if column.required]
        return {
            "type": "array",
            "items": {**_object(columns, required), "minProperties": 1},
            "minItems": max(1, field.min_rows),
            "maxItems": field.max_rows,
        }
    schema: Schema = {"type": "string", "minLength": 1, "maxLength": field.max_length}
    return {**schema, "pattern": f"^(?:{field.pattern})$"} if field.pattern else schema


def _number_pattern(decimals: int | None) -> str:
    if decimals is None:
        return r"^-?[0-9]+(\.[0-9]{1,8})?$"
    return r"^-?[0-9]+$" if decimals == 0 else rf"^-?[0-9]+\.[0-9]{{{decimals}}}$"
