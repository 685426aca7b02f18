"""What an assessment asks (个人信息保护法 55, 56), and when it may be signed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

Occasion = Literal["sensitive", "automated", "entrusted", "shared", "published", "abroad", "other"]
Conclusion = Literal["", "go", "go_with", "no_go"]
Level = Literal["low", "middle", "high"]
DRAFT, SIGNED = "draft", "signed"

QUESTIONS: tuple[tuple[str, str, str], ...] = (
    ("purpose", "处理目的、处理方式是否合法、正当、必要？", "Are purpose and manner lawful, proper and necessary?"),
    ("basis", "依据哪一项合法性基础？需要同意的是否已单独取得？", "On which legal basis? Where consent is needed, was it obtained?"),
    ("least", "收集的种类、数量、频率是否为实现目的的最小范围？", "Are kinds, amount and frequency the least that serve the purpose?"),
    ("retention", "保存期限多久，到期如何删除或匿名化？", "How long is it kept, and how is it removed after?"),
    ("recipients", "谁能看到、委托谁处理、向谁提供？是否签有协议？", "Who sees it, who processes it for us, who is given it? Under which agreement?"),
    ("notice", "如何告知本人，如何行使查阅、更正、删除、撤回的权利？", "How are people told, and how do they use their rights?"),
    ("influence", "对个人权益有何影响（差别待遇、名誉、财产、人身）？", "What does it mean for people: treatment, name, property, safety?"),
    ("security", "有何安全风险（泄露、篡改、丢失、滥用）？", "Which risks to security: leak, change, loss, misuse?"),
    ("measures", "所采取的保护措施是否合法、有效并与风险相适应？", "Are the measures lawful, effective, and in proportion to the risk?"),
)  # fmt: skip
_WEIGHT = {"low": 1, "middle": 2, "high": 3}


def grade(likelihood: str, impact: str) -> Level:
    """How grave a risk is, by how likely and how bad: 3 × 3, one of six and more is high."""
    product = _WEIGHT[likelihood] * _WEIGHT[impact]
    return "high" if product >= 6 else "middle" if product >= 3 else "low"


def faults(
    answers: Mapping[str, str], risks: Sequence[Mapping[str, Any]], conclusion: str
) -> list[tuple[str, str]]:
    """Why an assessment may not be signed: the field and a code of each; none when it may.

    Every question is answered, each risk has its measure, and while a risk stays high the conclusion is not to go on.
    """
    found = [(f"answers.{code}", "missing") for code, _, _ in QUESTIONS if not answers.get(code, "").strip()]
    if not risks:
        found.append(("risks", "missing"))
    found += (
        (f"risks.{place}.measure", "missing")
        for place, risk in enumerate(risks)
        if not str(risk["measure"]).strip()
    )
    if not conclusion:
        found.append(("conclusion", "missing"))
    elif conclusion != "no_go" and any(risk["residual"] == "high" for risk in risks):
        found.append(("conclusion", "risk_stays_high"))
    return found
