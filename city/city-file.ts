import type { Duty } from '@huying/kernel/party/duty';
import type { Post, Unit } from '@huying/kernel/party/units';
import type { PlaceNode } from '@huying/kernel/place/place';
import type { RuleTable } from '@huying/kernel/rule/table';

/** A city as data: everything that the platform needs to know of it and that no program decides. */
export type CityFile = {
  readonly city: string;
  readonly name: string;
  readonly mark: 'demo' | 'test';
  readonly zone: string;
  readonly centre: string;
  /** First part of case numbers. */
  readonly numberPrefix: string;
  readonly places: readonly PlaceNode[];
  readonly units: readonly Unit[];
  readonly posts: readonly Post[];
  readonly persons: readonly Person[];
  readonly duties: readonly Duty[];
  readonly categories: readonly Category[];
  readonly channels: readonly Channel[];
  readonly figures: readonly Figure[];
  readonly dispatch: RuleTable<readonly string[]>;
  /** The unit that a template of the dispatch catalogue means at a place path; null where there is none. */
  unitOfTemplate(template: string, place: string | null): string | null;
};

/** One heading of the category tree. Codes are dotted paths, so that a row for a heading holds for all below it. */
export type Category = {
  readonly code: string;
  readonly label: string;
  /** First part of the code. */
  readonly line: string;
  /** Field of work by which message boards label the matter; null where none of them fits. */
  readonly field: string | null;
};

/** A person of the demonstration; no city file holds a real one. */
export type Person = { readonly id: string; readonly name: string; readonly demo: true };

/** A door through which requests come in. */
export type Channel = {
  readonly id: string;
  readonly kind: 'hotline' | 'online' | 'own';
  readonly name: string;
  /** Stands for a channel that a source counts and does not name. */
  readonly placeholder: boolean;
  readonly source: string;
};

/** A printed figure of the city, with what it means: never shown without scope, period and nature. */
export type Figure = {
  readonly system: string;
  readonly name: string;
  /** As printed, in the unit beside it; percentages as numbers of percent. */
  readonly value: number;
  /** The source says "more than". */
  readonly atLeast: boolean;
  readonly unit: string;
  readonly scope: 'city' | 'district' | 'street' | 'community';
  readonly place: string;
  readonly period: string;
  readonly nature: 'result' | 'plan';
  readonly source: string;
};
