"""Long texts that speak of no person: what an organisation declares, not what people confide."""

from wtforms import TextAreaField


class PassageField(TextAreaField):
    """A long text without the warning of `free_text_warning`, which other long texts carry."""
