"""The two-group world with something of every kind in A1, A2 and B1, and their ids by the names that requests use."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Table, or_, select

from factories import clients
from factories.takeovers import HEADINGS, XLSX, room, upload
from factories.workbooks import xlsx_of
from foundation.approvals.asked import publish, role, step
from foundation.messaging.reached import raised
from foundation.printing.printed import RECEIPT, mark, published, run
from foundation.staff.hired import member
from foundation.webhooks.hooks import reported
from manyhold.foundation.approvals.handovers.models import Handover
from manyhold.foundation.approvals.outside.api import path_for
from manyhold.foundation.approvals.requests.models import Request
from manyhold.foundation.identity.passkeys.models import Passkey
from manyhold.foundation.messaging.channels.models import ChannelSetting
from manyhold.foundation.privacy.retention.models import RetentionRun
from manyhold.foundation.staff.directory.links import ACCOUNT_PLACE
from manyhold.foundation.staff.directory.models import DirectoryChange, DirectoryLink, DirectoryReading
from manyhold.foundation.staff.directory.service import FOUND_PLACE
from manyhold.foundation.staff.members.models import Member
from manyhold.foundation.webhooks import line
from manyhold.kernel.database import Base
from manyhold.kernel.scoping.session import SystemSession
from manyhold.modules.departures.models import Departure, DeparturePart
from modules.billing import desk
from modules.workorders.asked import assigned, make_code
from worlds.world import World

SITES = ("A1", "A2", "B1")
TABLE_OF = {
    "absence_id": "staff_absence",
    "act_id": "billing_opening_act",
    "activity_id": "privacy_activity",
    "actor_id": "identity_person",
    "agreement_id": "agreements_agreement",
    "alert_id": "messaging_alert",
    "api_client_id": "identity_api_client",
    "assessment_id": "privacy_assessment",
    "assignee_id": "identity_person",
    "basis_file_id": "files_file",
    "bill_id": "billing_bill",
    "building_id": "spaces_space",
    "cashier_id": "identity_person",
    "change_id": "staff_directory_change",
    "certificate_id": "staff_certificate",
    "chain_id": "approvals_chain",
    "code_id": "workorders_space_code",
    "consent_id": "privacy_consent",
    "delegation_id": "approvals_delegation",
    "delivery_id": "kernel_delivery",
    "department_id": "staff_department",
    "departure_id": "departures_departure",
    "device_id": "staff_shared_device",
    "document_id": "billing_payment",
    "employer_id": "staff_employer",
    "entity_id": "organisation_legal_entity",
    "entry_id": "audit_entry",
    "fee_item_id": "billing_fee_item",
    "file_id": "files_file",
    "grant_id": "access_grant",
    "group_view_id": "views_group",
    "holding_id": "parties_holding",
    "import_id": "imports_import",
    "incident_id": "privacy_incident",
    "job_id": "kernel_job",
    "line_id": "departures_line",
    "lineage_id": "spaces_lineage",
    "legal_entity_id": "organisation_legal_entity",
    "logo_file_id": "files_file",
    "legal_hold_id": "privacy_hold",
    "member_id": "staff_member",
    "message_id": "messaging_message",
    "node_id": "organisation_tree_node",
    "opening_id": "billing_opening",
    "order_id": "workorders_order",
    "parent_id": "spaces_space",
    "party_id": "parties_party",
    "passkey_id": "identity_passkey",
    "payer_version_id": "parties_version",
    "payment_id": "billing_payment",
    "person_id": "identity_person",
    "person_request_id": "privacy_request",
    "phone_id": "parties_phone",
    "photo_id": "files_file",
    "post_id": "staff_post",
    "price_id": "billing_price_version",
    "print_run_id": "printing_run",
    "printer_id": "printing_printer",
    "project_id": "organisation_project",
    "project_view_id": "views_project",
    "reader_id": "identity_person",
    "remittance_id": "billing_remittance",
    "purpose_id": "privacy_purpose",
    "removed_phone_id": "parties_phone",
    "request_id": "approvals_request",
    "retention_run_id": "privacy_retention_run",
    "role_id": "access_own_role",
    "rule_id": "standards_number_rule",
    "reading_id": "staff_directory_reading",
    "remove_id": "spaces_space",
    "run_id": "billing_run",
    "seal_file_id": "files_file",
    "secret_id": "identity_api_secret",
    "series_id": "approvals_chain",
    "session_id": "identity_session",
    "shift_id": "staff_shift",
    "sheet_file_id": "files_file",
    "space_id": "spaces_space",
    "stand_in_id": "identity_person",
    "stands_in_for": "identity_person",
    "stock_id": "printing_stock",
    "subject_id": "spaces_space",
    "successor_id": "staff_member",
    "team_id": "staff_department",
    "template_id": "printing_template",
    "takeover_id": "takeovers_takeover",
    "token_id": "identity_api_token",
    "upload_id": "files_upload",
    "view_id": "views_own",
    "voucher_file_id": "files_file",
    "webhook_delivery_id": "webhooks_delivery",
    "webhook_id": "webhooks_subscription",
    "within_id": "spaces_space",
    "zones": "spaces_space",
}
"""Whose id a parameter or field of that name is; a list of ids is called by its singular."""

OF_ONE_PERSON = ("files_upload", "views_default", "views_own")
"""Tables whose rows name nothing but their person; the site's manager stands for its people."""


class Furnished:
    """Furnishes a world, and knows what stands in it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.tokens: dict[str, dict[str, str]] = {}
        """By site and by what they open: what is handed to the public."""
        for group in ("A", "B"):
            fee = desk.fee_item(world, f"{group}1", name=f"金丝雀{group}物业费")
            self._role(group)
            clients.made(world, f"{group}1", name=f"金丝雀{group}系统")
            publish(world, step(role("project_manager")), group=group, document_type="parties.reveal_more")
            self._holidays(group)
            self._departments(group)
            self._numbering(group)
            self._fields(group)
            self._privacy(group)
            for at in (site for site in SITES if site[0] == group):
                self._furnish(at, fee)
                self._privacy_of_people(at)
        world.work()
        for group in ("A", "B"):
            self._webhook(group)
            self._channel(group)
            self._outside(group)
        world.worker.deliver()
        line.feed(world.runtime)
        self._known = {at: {table.name: self._ids(table, at) for table in tables()} for at in SITES}

    def id_of(self, name: str, at: str) -> int:
        """An id of that site, or of its group where sites have none of their own."""
        singular = name.removesuffix("s") if name.endswith("_ids") else name
        found = self._known[at][TABLE_OF[singular]]
        assert found, f"{at} has nothing that {name} could name"
        return found[0]

    def tells_apart(self, name: str, foreign: str) -> bool:
        """Whether an id of that name is abroad: a neighbour in the group shares what is the group's own."""
        table = Base.metadata.tables[TABLE_OF[name.removesuffix("s") if name.endswith("_ids") else name]]
        return foreign[0] == "B" or "project_id" in table.c or table.name == "organisation_project"

    def ids(self, at: str) -> frozenset[int]:
        """All ids of rows that belong to the site's own project, and for another group to that group."""
        return frozenset(one for ids in self._known[at].values() for one in ids)

    def checksum(self, at: str, *, with_group: bool = False) -> dict[str, str]:
        """What stands in each table of the project, and with it all that is its group's."""
        return {table.name: self._digest(table, at, with_group) for table in tables()}

    def _furnish(self, at: str, fee: int) -> None:
        world, site = self.world, self.world.sites[at]
        desk.people(world, at)
        desk.price(world, fee, at)
        desk.post(world, desk.draft(world, fee, at=at), at)
        paid = desk.pay(world.client("cashier", at), site.room_ids[0], 5000)
        assert paid.status_code == 201, paid.text
        assigned(world, at)
        self.tokens[at] = self._tokens(at)
        raised(world, world.client("technician", at), at=at)
        manager = world.client("project_manager", at)
        row = upload(
            manager, site.project_id, xlsx_of([HEADINGS, room("1801", 80, f"金丝雀{at}客户", "13900000000")])
        )
        assert manager.post(f"/imports/{row['id']}/check", json={}).status_code == 200
        party = {
            "kind": "person",
            "name": f"金丝雀{at}租客",
            "phones": ["13800001234"],
            "project_id": site.project_id,
        }
        holding = {"space_id": site.room_ids[0], "role": "tenant", "starts_on": "2026-02-01"}
        _good(manager.post("/parties", json={**party, "holdings": [holding]}))
        _good(
            world.client("technician", at).post(
                "/files",
                params={
                    "purpose": "workorders.photo",
                    "project_id": site.project_id,
                    "space_id": site.room_ids[0],
                },
                files={"file": (f"金丝雀{at}.txt", b"canary", "text/plain")},
            )
        )
        more = {"project_id": site.project_id, "fields": 5, "reason": f"金丝雀{at}催缴"}
        _good(world.client("customer_service", at).post("/reveal-requests", json=more))
        self._take_over(at)
        self._leave(at)
        contract = {
            "project_id": site.project_id,
            "title": f"金丝雀{at}服务合同",
            "client": f"金丝雀{at}业委会",
            "client_kind": "owners_committee",
            "legal_entity_id": world.sides[at[0]].legal_entity_id,
            "starts_on": "2026-01-01",
            "ends_on": "2027-02-01",
        }
        _good(manager.post("/agreements", json=contract))
        away = {"starts_on": "2026-11-22", "ends_on": "2026-11-23"}
        stand_in = world.client("cashier", at).person_id
        self._merge_stores(at)
        self._views(at)
        _good(manager.post("/approval-delegations", json={**away, "stand_in_id": stand_in}))
        _good(manager.post("/me/tokens", json={"name": f"金丝雀{at}", "days": 30}))
        self._staff(at)
        self._printing(at, paid.json()["id"])
        self._own_fields(at)
        for post in ("customer_service", "technician"):
            world.client(post, at)

    def _printing(self, at: str, payment_id: int) -> None:
        """A logo, a printer, numbered paper, and a receipt that was printed on it along the group's template."""
        manager, project_id = self.world.client("project_manager", at), self.world.sites[at].project_id
        wording = {"logo_file_id": mark(manager, project_id), "wording": f"金丝雀{at}用语"}
        kept = manager.put(f"/projects/{project_id}/print-marks", json=wording)
        assert kept.status_code == 200, kept.text
        place = {"project_id": project_id, "workstation": f"金丝雀{at}前台", "name": "针式", "paper": "c93"}
        _good(manager.post("/printers", json=place))
        numbers = {"prefix": at, "digits": 4, "first_no": 1, "last_no": 50}
        stock = manager.post(
            "/paper-stocks",
            json={"project_id": project_id, "kind": RECEIPT, "name": f"金丝雀{at}收据", **numbers},
        )
        _good(stock)
        template = published(self.world, group=at[0])["id"]
        wanted = {"stock_id": stock.json()["id"], "template_id": template}
        _good(run(manager, [payment_id], project_id, **wanted))

    def _views(self, at: str) -> None:
        """A view of one person, one of the project, one of the group, and an upload on its way."""
        manager, project_id = self.world.client("project_manager", at), self.world.sites[at].project_id
        head = self.world.client("group_administrator", at)
        for client, name, road, place in (
            (manager, "自己", "", {}),
            (manager, "项目", "projects", {"project_id": project_id}),
            (head, "集团", "group", {}),
        ):
            view = client.post("/views", json={"list_key": "bills", "name": f"金丝雀{at}{name}"})
            _good(view)
            if road:
                _good(client.post(f"/views/{road}", json={"view_id": view.json()["id"], **place}))
        sent = {"name": f"金丝雀{at}.pdf", "size": 9, "purpose": "files.shared", "project_id": project_id}
        _good(manager.post("/uploads", json=sent))

    def _fields(self, group: str) -> None:
        """What a field means to headquarters, and a field of the group's own on everything that takes one."""
        head = self.world.client("group_administrator", f"{group}1")
        noted = head.put("/field-catalogue/space/layout", json={"owner": f"金丝雀{group}部", "remarks": "x"})
        assert noted.status_code == 200, noted.text
        for data in ("space", "party", "order"):
            body = {"zh": f"金丝雀{group}字段", "type": "text"}
            kept = head.put(f"/own-fields/{data}/canary", json=body)
            assert kept.status_code == 200, kept.text

    def _own_fields(self, at: str) -> None:
        """A field of the project's own, and a value of the group's on a space, a party and an order."""
        manager, site = self.world.client("project_manager", at), self.world.sites[at]
        road = f"/projects/{site.project_id}/own-fields/space/p_canary"
        kept = manager.put(road, json={"zh": f"金丝雀{at}字段", "type": "text"})
        assert kept.status_code == 200, kept.text
        for list_road in ("/spaces", "/parties", "/work-orders"):
            first = manager.get(list_road, params={"project_id": site.project_id}).json()["items"][0]
            row = f"{list_road}/{first['id']}"
            etag = manager.get(row).headers["etag"]
            filled = manager.patch(row, json={"own": {"canary": f"金丝雀{at}值"}}, headers={"if-match": etag})
            assert filled.status_code == 200, filled.text

    def _staff(self, at: str) -> None:
        """Somebody with a certificate, a shift on the roster and leave."""
        manager, project_id = self.world.client("project_manager", at), self.world.sites[at].project_id
        who = member(self.world, at, name=f"金丝雀{at}师傅", number=f"{at}-1")["id"]
        card = {"kind": "health", "issuer": f"金丝雀{at}医院", "expires_on": "2027-06-30"}
        _good(manager.post(f"/staff/{who}/certificates", json=card))
        away = {"kind": "annual", "starts_on": "2026-12-01", "ends_on": "2026-12-02"}
        _good(manager.post(f"/staff/{who}/absences", json=away))
        shift = {"project_id": project_id, "name": f"金丝雀{at}夜班", "begins": "23:00", "ends": "07:00"}
        made = manager.post("/shifts", json=shift)
        _good(made)
        cell = {"member_id": who, "day": "2026-11-23", "shift_id": made.json()["id"]}
        planned = manager.put("/rosters", json={"project_id": project_id, "cells": [cell]})
        assert planned.status_code == 204, planned.text
        _good(manager.post("/shared-devices", json={"project_id": project_id, "name": f"金丝雀{at}岗亭"}))
        manager.cookies.delete("manyhold_device")
        with SystemSession(self.world.runtime.database, writes=True) as session:
            key = {"rp_id": "localhost", "credential_id": at.encode(), "public_key": b"", "sign_count": 0}
            owner = {"actor_id": manager.person_id, "group_id": self.world.sides[at[0]].group_id}
            now = self.world.clock.now()
            session.add(Passkey(name=f"金丝雀{at}", **owner, **key, is_backed_up=False, created_at=now))
            session.commit()

    def _merge_stores(self, at: str) -> None:
        manager, project_id = self.world.client("project_manager", at), self.world.sites[at].project_id
        store = {"kind": "storage", "building_area": "4.00"}
        ids: list[int] = []
        for name in ("甲", "乙"):
            made = manager.post(
                "/spaces", json={**store, "project_id": project_id, "name": f"金丝雀{at}{name}"}
            )
            _good(made)
            ids.append(made.json()["id"])
        merger = {
            "effective_on": "2026-11-01",
            "reason": "other",
            "space_ids": ids,
            "opened": [{**store, "name": f"金丝雀{at}合", "building_area": "8.00"}],
            "holders": [[]],
        }
        _good(manager.post("/space-lineages", json=merger))

    def _take_over(self, at: str) -> None:
        """An opening document of the first room, and the takeover that it belongs to."""
        world, site = self.world, self.world.sites[at]
        manager = world.client("project_manager", at)
        begun = {"former_manager": f"金丝雀{at}旧物业", "cut_over_on": "2026-10-31"}
        _good(manager.post("/takeovers", json={"project_id": site.project_id, **begun}))
        headings = ["房号", "款项类别", "收费科目", "费用所属期", "金额", "债权方"]
        fee = f"金丝雀{at[0]}物业费"
        rows = [
            ["1-1-101", "欠费", fee, "2025-11", "100.00", "我方"],
            ["1-1-101", "欠费", fee, "2025-10", "10.00", "原物业"],
            ["1-1-102", "预存款", fee, None, "50.00", "我方"],
        ]
        uploaded = manager.post(
            "/imports",
            data={"project_id": site.project_id, "kind": "billing.openings"},
            files={"file": (f"金丝雀{at}余额.xlsx", xlsx_of([headings, *rows]), XLSX)},
        )
        _good(uploaded)
        url = f"/imports/{uploaded.json()['id']}"
        assert manager.post(f"{url}/check", json={}).status_code == 200
        world.work()
        assert manager.post(f"{url}/load", json={"accept_warnings": True}).status_code == 200
        world.work()

    def _leave(self, at: str) -> None:
        """A refund, money passed on to a former manager, and a departure with its lines."""
        world, site = self.world, self.world.sites[at]
        manager, accountant = world.client("project_manager", at), world.client("accountant", at)
        listed = manager.get("/openings", params={"project_id": site.project_id, "kind": "prepayment"}).json()
        refund = {
            "kind": "refunded",
            "amount_fen": 100,
            "reason": f"金丝雀{at}退还",
            "voucher": f"金丝雀{at}",
        }
        refunded = accountant.post(f"/openings/{listed['items'][0]['id']}/settle", json=refund)
        assert refunded.status_code == 200, refunded.text
        theirs = {"creditor": "former_manager", "amount_fen": 500}
        _good(world.client("cashier", at).post("/collections", json={"space_id": site.room_ids[0], **theirs}))
        passed = {
            "project_id": site.project_id,
            "paid_on": "2026-11-20",
            "voucher": f"金丝雀{at}转付",
            **theirs,
        }
        _good(accountant.post("/remittances", json=passed))
        begun = {"successor": f"金丝雀{at}接手物业", "reason": f"金丝雀{at}到期", "notice_on": "2026-10-01"}
        made = manager.post("/departures", json={"project_id": site.project_id, **begun})
        _good(made)
        url = f"/departures/{made.json()['id']}"
        for to in ("last_day", "final_runs", "balances"):
            moved = manager.post(f"{url}/move", json={"to": to, "unbilled_reason": f"金丝雀{at}"})
            assert moved.status_code == 200, moved.text
            if to == "last_day":
                day = {"last_billing_on": "2026-12-31"}
                kept = manager.put(f"{url}/last-day", json=day, headers={"If-Match": "*"})
                assert kept.status_code == 200, kept.text
        with SystemSession(world.runtime.database, writes=True) as session:
            departure = session.get_one(Departure, made.json()["id"])
            part = {"path": f"金丝雀{at}", "sha256": "0" * 64, "size": 1}
            session.add(
                DeparturePart(project_id=site.project_id, departure_id=departure.id, job_id=1, **part)
            )
            session.commit()

    def _tokens(self, at: str) -> dict[str, str]:
        place = make_code(self.world, at)
        said = {"category": "enquiry", "description": f"金丝雀{at}从墙上来", "phone": "13800138000"}
        made = self.world.nobody().post(f"/public/places/{place}/reports", json=said)
        _good(made)
        return {"places": place, "reports": made.json()["follow_token"]}

    def _role(self, group: str) -> None:
        body = {"name": f"金丝雀{group}角色", "permissions": ["spaces.read"]}
        _good(self.world.client("security_administrator", f"{group}1").post("/roles", json=body))

    def _webhook(self, group: str) -> None:
        """One that hears of an order in each site; what is in line for it is not sent."""
        administrator = self.world.client("group_administrator", f"{group}1")
        body = {
            "name": f"金丝雀{group}推送",
            "url": "https://hooks.invalid/",
            "events": ["workorders.order_reported"],
        }
        _good(administrator.post("/webhooks", json=body))
        for number, at in enumerate(site for site in SITES if site[0] == group):
            reported(self.world, number, at)

    def _departments(self, group: str) -> None:
        body = {"name": f"金丝雀{group}工程班", "kind": "team"}
        _good(self.world.client("group_administrator", f"{group}1").post("/departments", json=body))

    def _channel(self, group: str) -> None:
        """A channel that is set up and leads nowhere, and the address for its receipts."""
        road = "/message-channels/sms"
        administrator = self.world.client("group_administrator", f"{group}1")
        said = {
            "access_key_id": f"金丝雀{group}",
            "access_key_secret": "x",
            "sign_name": "x",
            "template_code": "x",
        }
        kept = administrator.put(road, json={"is_on": True, "values": said})
        assert kept.status_code == 200, kept.text
        for at in (site for site in SITES if site[0] == group):
            self.tokens[at]["receipts"] = kept.json()["receipts_path"].rpartition("/")[2]

    def _outside(self, group: str) -> None:
        """Where documents are signed outside, one that lies there from each site, and a directory that was read."""
        road = "/message-channels/wecom"
        said = {"corp_id": f"金丝雀{group}", "agent_id": "1", "secret": "x"}
        kept = self.world.client("group_administrator", f"{group}1").put(
            road, json={"is_on": False, "values": said}
        )
        assert kept.status_code == 200, kept.text
        security = self.world.client("security_administrator", f"{group}1")
        own = {"group_id": self.world.sides[group].group_id}
        now = self.world.clock.now()
        with SystemSession(self.world.runtime.database, writes=False) as session:
            settings = select(ChannelSetting.id).where(
                ChannelSetting.channel == "wecom", ChannelSetting.group_id == own["group_id"]
            )
            setting_id = session.scalars(settings).one()
        for at in (site for site in SITES if site[0] == group):
            path = path_for(self.world.runtime.keys, own["group_id"], "wecom", setting_id)
            self.tokens[at]["oa-calls"] = path.rpartition("/")[2]
            bound = security.put(
                f"/people/{self.world.client('project_manager', at).person_id}/bindings/wecom",
                json={"account": f"canary{at}"},
            )
            assert bound.status_code == 200, bound.text
            self._handed_over(at, now)
        reading = {**own, "started_by": 0, "started_at": now, "ended_at": now}
        with SystemSession(self.world.runtime.database, writes=True) as session:
            read = DirectoryReading(provider="wecom", state="ready", **reading)
            session.add(read)
            session.flush()
            change = DirectoryChange(kind="gone", fields=[], state="open", reading_id=read.id, **own)
            change.id = session.ids.next()
            found = json.dumps({"account": f"金丝雀{group}", "name": f"金丝雀{group}某"})
            change.found_sealed = self.world.runtime.keys.seal(FOUND_PLACE, change.id, found)
            member_id = session.scalars(select(Member.id).where(Member.group_id == own["group_id"])).first()
            account = DirectoryLink(provider="wecom", digest=group.encode(), member_id=member_id, **own)
            account.id, account.made_at = session.ids.next(), now
            account.account_sealed = self.world.runtime.keys.seal(ACCOUNT_PLACE, account.id, f"金丝雀{group}")
            change.member_id = member_id
            session.add_all([change, account])
            session.commit()

    def _handed_over(self, at: str, now: Any) -> None:
        project_id = self.world.sites[at].project_id
        with SystemSession(self.world.runtime.database, writes=True) as session:
            request_id = session.scalars(select(Request.id).where(Request.project_id == project_id)).first()
            session.add(
                Handover(
                    project_id=project_id,
                    request_id=request_id,
                    turn=99,
                    provider="wecom",
                    template_id=f"金丝雀{at}",
                    fields=[],
                    state="failed",
                    run_after=now,
                    created_at=now,
                    sent_at=None,
                    asked_at=None,
                    ended_at=None,
                )
            )
            session.commit()

    def _holidays(self, group: str) -> None:
        text = f"金丝雀{group}节：1月1日放假1天。"
        kept = self.world.client("group_administrator", f"{group}1").put(
            "/holiday-years/2000", json={"text": text}
        )  # the year that a request made from the shape names
        assert kept.status_code == 200, kept.text

    def _numbering(self, group: str) -> None:
        rule = {
            "kind": "billing.receipt",
            "pattern": f"金丝雀{group}{{entity.code}}-{{seq:4}}",
            "starts_on": "2027-01-01",
        }
        _good(self.world.client("group_administrator", f"{group}1").post("/number-rules", json=rule))

    def _privacy(self, group: str) -> None:
        """The group's registers of privacy, one row each."""
        head = self.world.client("group_administrator", f"{group}1")
        laid_down = head.get("/privacy/settings").json()
        kept = head.put("/privacy/settings", json={**laid_down, "officer": f"金丝雀{group}负责人"})
        assert kept.status_code == 200, kept.text
        _good(
            head.post(
                "/privacy/activities",
                json={"name": f"金丝雀{group}监控", "purpose": "安全", "basis": "consent"},
            )
        )
        _good(
            head.post("/privacy/assessments", json={"title": f"金丝雀{group}人脸", "occasion": "sensitive"})
        )
        drill = {"title": f"金丝雀{group}演练", "is_drill": True, "kind": "leak"}
        _good(head.post("/privacy/incidents", json=drill))
        text = f"金丝雀{group}同意将电话提供给维保单位。"
        purpose = {"code": "share.lift", "name": f"金丝雀{group}维保", "text": text}
        _good(head.post("/privacy/purposes", json=purpose))
        period = head.put("/privacy/retention/clocks/parties.identity", json={"months": 36})
        assert period.status_code == 200, period.text

    def _privacy_of_people(self, at: str) -> None:
        """A request of somebody of the site, a consent and a dispute of theirs, and what the night found due."""
        service, project_id = self.world.client("customer_service", at), self.world.sites[at].project_id
        [found, *_] = service.post("/privacy/persons", json={"text": f"金丝雀{at}租客"}).json()
        said = {"project_id": project_id, "party_id": found["id"], "channel": "desk", "kind": "erase"}
        _good(service.post("/privacy/requests", json={**said, "details": f"金丝雀{at}请删除"}))
        [purpose] = service.get("/privacy/purposes").json()
        given = {"party_id": found["id"], "purpose_id": purpose["id"], "channel": "desk"}
        _good(service.post("/privacy/consents", json=given))
        hold = {"party_id": found["id"], "reason": "dispute", "reference": f"金丝雀{at}案"}
        _good(self.world.client("security_administrator", at).post("/privacy/holds", json=hold))
        day = self.world.clock.now()
        with SystemSession(self.world.runtime.database, writes=True) as session:
            session.add(
                RetentionRun(
                    group_id=self.world.sides[at[0]].group_id,
                    category="workorders.notes",
                    months=24,
                    before=day.date(),
                    state="done",
                    due=1,
                    removed=1,
                    held=0,
                    reasons={},
                    found_at=day,
                    done_at=day,
                )
            )
            session.commit()

    def _ids(self, table: Table, at: str) -> list[int]:
        if "id" not in table.c:
            return []
        with SystemSession(self.world.runtime.database, writes=False) as session:
            found = select(table.c.id).where(*self._of(table, at, with_group=True)).order_by(table.c.id)
            own = (
                found if "project_id" not in table.c else found.where(table.c.project_id == self._project(at))
            )
            return list(session.execute(own).scalars()) if self._of(table, at, with_group=True) else []

    def _digest(self, table: Table, at: str, with_group: bool) -> str:
        where = self._of(table, at, with_group=with_group)
        if not where:
            return ""
        with SystemSession(self.world.runtime.database, writes=False) as session:
            rows = session.execute(select(table).where(*where)).all()
        return hashlib.sha256("\n".join(sorted(map(repr, rows))).encode()).hexdigest()

    def _of(self, table: Table, at: str, *, with_group: bool) -> tuple[Any, ...]:
        """The condition by which rows belong to the site; empty when none of this table do."""
        site, side = self.world.sites[at], self.world.sides[at[0]]
        if table.name == "organisation_project":
            return (
                (table.c.group_id == side.group_id,)
                if with_group and at == "B1"
                else (table.c.id == site.project_id,)
            )
        owned: list[Any] = []
        if "project_id" in table.c:
            owned.append(table.c.project_id == site.project_id)
        if with_group and "group_id" in table.c:
            owned.append(table.c.group_id == side.group_id)
        if with_group and table.name == "organisation_group":
            owned.append(table.c.id == side.group_id)
        if table.name in OF_ONE_PERSON:
            owned.append(table.c.actor_id == self.world.client("project_manager", at).person_id)
        return (or_(*owned),) if owned else ()

    def _project(self, at: str) -> int:
        return self.world.sites[at].project_id


def tables() -> list[Table]:
    """Every table of the product."""
    return [table for table in Base.metadata.sorted_tables if not table.name.startswith("probe_")]


def ids_in(answer: Any) -> Iterator[int]:
    """Every id that an answer names: whole numbers under a name that ends with id or ids."""
    try:
        body = json.loads(answer.content)
    except ValueError:
        return
    yield from _ids_in("", body)


def _ids_in(name: str, value: Any) -> Iterator[int]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _ids_in(key, inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _ids_in(name, inner)
    elif isinstance(value, int) and (name == "id" or name.endswith(("_id", "_ids"))):
        yield value


def _good(answer: Any) -> None:
    assert answer.status_code == 201, answer.text
