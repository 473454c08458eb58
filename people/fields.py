"""Model fields that keep a value in one notation, so that both databases compare alike."""

from typing import Any

from django.db import models

from people.text import address, folded


class AddressField(models.EmailField[Any, Any]):
    """An e-mail address, kept and looked up in one notation."""

    def get_prep_value(self, value: Any) -> Any:
        prepared = super().get_prep_value(value)
        return address(prepared) if isinstance(prepared, str) else prepared

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = self.get_prep_value(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value


class FoldedKey(models.CharField[Any, Any]):
    """The folded form of other fields of the row, written at every save: what lists sort on and search in."""

    def __init__(self, *sources: str, **options: Any) -> None:
        self.sources = sources
        options = {"max_length": 500, "editable": False, "blank": True} | options
        super().__init__(**options)

    def deconstruct(self) -> Any:
        name, path, _args, options = super().deconstruct()
        return name, path, list(self.sources), options

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = folded(" ".join(str(getattr(model_instance, source)) for source in self.sources))[: self.max_length]
        setattr(model_instance, self.attname, value)
        return value
