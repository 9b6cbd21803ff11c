import { client, unwrap } from "./client";
import type { Board, FailedEvent, ImportKind, Job, Listing, Receipt, Status } from "./types";

export const status = (): Promise<Status> => unwrap(client.GET("/v1/status", {}));
export const board = (days: number): Promise<Board> => unwrap(client.GET("/v1/board", { params: { query: { days } } }));

export const failedEvents = (after?: string, limit = 50): Promise<Listing<FailedEvent>> =>
  unwrap(client.GET("/v1/failed-events", { params: { query: { after, limit } } }));
export const replay = (ids: string[] | null): Promise<Receipt> =>
  unwrap(client.POST("/v1/failed-events/replay", { body: { ids } }));
export const dismiss = (id: string): Promise<unknown> =>
  unwrap(client.DELETE("/v1/failed-events/{failed_event}", { params: { path: { failed_event: id } } }));
export const FAILED_CSV = "/v1/failed-events.csv";

export const jobs = (): Promise<Listing<Job>> => unwrap(client.GET("/v1/jobs", {}));
export const job = (id: string): Promise<Job> => unwrap(client.GET("/v1/jobs/{job}", { params: { path: { job: id } } }));
export const startRun = (): Promise<Job> => unwrap(client.POST("/v1/jobs", { body: { kind: "run" } }));

export const importKinds = (): Promise<Listing<ImportKind>> => unwrap(client.GET("/v1/imports/kinds", {}));

/** Send a file as multipart form data; the answer is the job that reads it. */
export const upload = (kind: string, file: File, consented = ""): Promise<Job> =>
  unwrap(client.POST("/v1/imports", {
    // The description knows a file as a string; what travels is the form itself.
    body: { kind, file: file.name, consented },
    bodySerializer() {
      const form = new FormData();
      form.append("kind", kind);
      if (consented) form.append("consented", consented);
      form.append("file", file, file.name);
      return form;
    },
  }));
