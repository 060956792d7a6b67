from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pankti.organisation.actions.locate_units import Outline
from pankti.organisation.actions.stage_units import Stage, make_stage, open_stage
from pankti.organisation.importing.drafts import Draft, Remark
from pankti.organisation.importing.outlines import read_outline
from pankti.organisation.importing.plain import PlainLine, find_places, is_stampable, plain_line
from pankti.organisation.importing.plan import Plan, Source
from pankti.organisation.importing.rows import RowReader
from pankti.organisation.importing.stamps import Stamps, is_loose, text_of

Tell = Callable[[int, Remark], None]
_SHOWN = 10_000


class ListStager:
    """Reads every list of a plan into the stage; what cannot be taken is told on the way.

    ``rows`` counts what was read; ``outlines`` are those of the lists' own units, by key.
    """

    def __init__(self, plan: Plan, tops: list[str], tell: Tell, progress: Callable[[str, int], None]) -> None:
        self.plan = plan
        self.rows = 0
        self.outlines: dict[str, Outline] = {}
        self._tops = tops
        self._tell = tell
        self._progress = progress

    def run(self) -> Stage:
        make_stage(self.plan.shape)
        with open_stage(self.plan.shape) as stage:
            for file, source in enumerate(self.plan.sources):
                self._read(stage, file, source)
        self._progress("rows", self.rows)
        return stage

    def _read(self, stage: Stage, file: int, source: Source) -> None:
        reader = make_reader(source, self.plan)
        places = find_places(source.mapping, self.plan.shape, source.table.columns)
        stamps = Stamps(self.plan, source, self._tops)
        plain: PlainLine | None = None
        if places is not None and not source.table.shapes:
            own = source.mapping.units[-1].source or source.mapping.source
            number = stage.number_of(own)
            plain = plain_line(reader, places, file=file, source=number, stamps=stamps, ids=stage.ids)
            stage.has_codes = True
        keep = stamps if is_stampable(source.mapping, places) and not source.table.shapes else None
        for row, cells in source.table.rows():
            self.rows += 1
            if self.rows % _SHOWN == 0:
                self._progress("rows", self.rows)
            line = plain(row, cells, stage.count + 1) if plain is not None else None
            if line is not None:
                stage.add_line(line)
            else:
                self._read_with_care(stage, file, source, reader, (row, cells), keep)

    def _read_with_care(
        self,
        stage: Stage,
        file: int,
        source: Source,
        reader: RowReader,
        numbered: tuple[int, list[str]],
        stamps: Stamps | None,
    ) -> None:
        """Every unit of a row, and its remarks. A row with remarks gets no stamp, so that they are said again."""
        row, cells = numbered
        shapes = source.table.shapes
        is_clean = True
        for entry in reader.read(row, cells):
            if isinstance(entry, Remark):
                is_clean = False
                self._tell(file, entry)
            elif entry.is_own and row in shapes:
                stage.add(file, self._with_outline(entry, shapes[row]))
            elif stamps is None or (entry.is_own and not is_clean):
                stage.add(file, entry)
            elif entry.is_own:
                loose = is_loose(entry, self.plan.shape)
                stage.add(file, entry, stamps.of_row(text_of(cells), cells, is_loose=loose))
            else:
                stage.add(file, entry, stamps.of_upper(entry))

    def _with_outline(self, draft: Draft, geometry: object) -> Draft:
        """Keep the outline for later; a point within it is where the unit lies."""
        outline = read_outline(geometry)
        if outline is None or draft.key in self.outlines:
            return draft
        self.outlines[draft.key] = Outline(draft.level, draft.source, draft.code, outline)
        if draft.latitude is not None:
            return draft
        point = outline.representative_point()
        return replace(draft, latitude=round(point.y, 6), longitude=round(point.x, 6))


def make_reader(source: Source, plan: Plan) -> RowReader:
    """The careful reader of one list."""
    table = source.table
    return RowReader(source.mapping, plan.shape, table.columns, table.path.name, list(source.lookups))
